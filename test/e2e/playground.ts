import type { Locator, Page } from 'playwright-core';

const PATIENCE = 20_000;

/** The Playground's page as its user sees it. Selectors go by role and label: its class names are hashed. */
export class PlaygroundPage {
  readonly #page: Page;

  constructor(page: Page) {
    this.#page = page;
    page.setDefaultTimeout(PATIENCE);
  }

  async open(address: string): Promise<void> {
    await this.#page.goto(address);
    await this.#page.getByRole('tree', { name: 'Personal and Group Chat' }).waitFor();
    // The log panel mirrors every message, which makes each text appear twice.
    await this.#page.getByRole('button', { name: 'Hide log panel' }).click();
  }

  async goTo(conversation: string): Promise<void> {
    await this.#page.getByRole('treeitem', { name: conversation }).click();
  }

  /** Sends a message in a personal or group chat. */
  async say(text: string): Promise<void> {
    await this.#page.locator('[role=textbox][contenteditable=true]').first().click();
    await this.#page.keyboard.type(text);
    await this.#page.getByRole('button', { name: 'Send Message' }).first().click();
  }

  /** Starts a thread in a channel, with the bot mentioned as Teams demands. */
  async post(mention: string, text: string): Promise<void> {
    const editor = this.#page
      .getByRole('group')
      .filter({ has: this.#page.getByRole('button', { name: 'Post', exact: true }) });
    await editor.locator('[contenteditable=true]').click();
    await this.#page.keyboard.type(`@${mention.slice(0, 5)}`);
    await this.#page.getByRole('listbox', { name: 'Typeahead menu' }).getByRole('menuitem', { name: mention }).click();
    await this.#page.keyboard.type(` ${text}`);
    await editor.getByRole('button', { name: 'Post', exact: true }).click();
  }

  cards(): Locator {
    return this.#page.locator('.ac-adaptiveCard');
  }

  /** The newest card that holds `text`. */
  card(text: string | RegExp): Locator {
    return this.cards().filter({ hasText: text }).last();
  }

  /** The newest card that holds `text` and offers `button`. */
  cardOffering(button: string, text: string | RegExp): Locator {
    const offering = this.#page.getByRole('button', { name: button, exact: true });
    return this.cards().filter({ hasText: text }).filter({ has: offering }).last();
  }

  async press(card: Locator, button: string | RegExp): Promise<void> {
    await card.getByRole('button', { name: button }).first().click();
  }

  /** Brings a card into the picture: what is edited in place stays where it was posted. */
  async show(card: Locator): Promise<void> {
    await card.waitFor();
    // The page itself scrolls to what is newest, which must not come after.
    await this.#page.waitForTimeout(800);
    await card.evaluate((element) => element.scrollIntoView({ block: 'center' }));
  }

  /** Waits for words anywhere on the page: what is said under a card is not part of it. */
  async saw(text: RegExp): Promise<void> {
    await this.#page.getByText(text).last().waitFor();
  }

  async picture(file: string): Promise<void> {
    // The page scrolls to the newest message with an animation that has no event of its own.
    await this.#page.waitForTimeout(800);
    await this.#page.screenshot({ path: file });
  }
}
