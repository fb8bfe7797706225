import type { IDateInput, INumberInput, ITextInput, ITimeInput, IToggleInput } from '@microsoft/teams.cards';
import { plain } from './escape.ts';

export interface TextField {
  readonly id: string;
  readonly label: string;
  readonly value?: string;
  readonly lines?: boolean;
  readonly required?: string;
  readonly max: number;
}

/** A field for words. What stands in it comes back as it is, so of what may be sent nothing is cut or replaced here. */
export function textField({ id, label, value, lines, required, max }: TextField): ITextInput {
  return {
    type: 'Input.Text',
    id,
    label,
    maxLength: max,
    ...(value && { value: firstOf(value, max) }),
    ...(lines && { isMultiline: true }),
    ...(required && { isRequired: true, errorMessage: required }),
  };
}

/** `value`: `2026-11-28`; what is no day leaves it empty. `optional`: some button of the card does without. */
export function dateField(
  id: string,
  label: string,
  value: string,
  {
    min = '',
    max = '',
    optional = false,
  }: { readonly min?: string; readonly max?: string; readonly optional?: boolean } = {},
): IDateInput {
  return {
    type: 'Input.Date',
    id,
    label,
    ...(isDayText(value) && { value }),
    ...(isDayText(min) && { min }),
    ...(isDayText(max) && { max }),
    ...(!optional && { isRequired: true, errorMessage: 'Choose a day.' }),
  };
}

/** `value`: `22:00`; what is no time leaves it empty. `optional` as of a day. */
export function timeField(
  id: string,
  label: string,
  value: string,
  { optional = false }: { readonly optional?: boolean } = {},
): ITimeInput {
  return {
    type: 'Input.Time',
    id,
    label,
    ...(/^\d\d:\d\d$/.test(value) && { value }),
    ...(!optional && { isRequired: true, errorMessage: 'Choose a time, for example 22:00.' }),
  };
}

export function hoursField(value: string): INumberInput {
  const hours = Number(value);
  return {
    type: 'Input.Number',
    id: 'hours',
    label: 'Hours it may take',
    min: 0.25,
    max: 168,
    ...(value.trim() !== '' && Number.isFinite(hours) && { value: hours }),
    isRequired: true,
    errorMessage: 'Write the hours as a number, for example 4.',
  };
}

export function zoneField(value: string): ITextInput {
  return textField({
    id: 'zone',
    label: 'Time zone, for example Europe/Berlin',
    value: plain(value, 64),
    max: 64,
    required: 'Name a time zone, for example Europe/Berlin.',
  });
}

/** A box to tick; its title is its label. */
export function tickBox(id: string, title: string, valueOn: string, ticked: boolean): IToggleInput {
  return {
    type: 'Input.Toggle',
    id,
    title: title || 'without a name',
    value: ticked ? valueOn : '',
    valueOn,
    valueOff: '',
    wrap: true,
  };
}

/** At most so many UTF-16 units, which is how clients count, and no half of a character. */
export function firstOf(text: string, max: number): string {
  if (text.length <= max) return text;
  return text.slice(0, /[\uD800-\uDBFF]/.test(text.charAt(max - 1)) ? max - 1 : max);
}

function isDayText(text: string): boolean {
  return /^\d{4}-\d{2}-\d{2}$/.test(text);
}
