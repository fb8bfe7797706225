export function must(holds: boolean, otherwise: string): undefined {
  if (!holds) throw new Error(otherwise);
}

export function same(one: unknown, other: unknown): boolean {
  const plain = (value: unknown) => JSON.stringify(Array.isArray(value) ? [...value] : value);
  return plain(one) === plain(other);
}
