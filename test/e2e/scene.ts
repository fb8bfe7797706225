import type { PlaygroundPage } from './playground.ts';

/** Where a scene is played. */
export interface Stage {
  readonly page: PlaygroundPage;
  /** Of the Playground, without a slash at its end. */
  readonly address: string;
}

export interface Scene {
  readonly name: string;
  readonly picture: string;
  play(stage: Stage): Promise<void>;
}
