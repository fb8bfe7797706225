/** How many would be out is part of it: a word that two out are borne does not hold for three. */
export function quorumKey(dag: string, out: number): string {
  return `quorum ${dag} ${out}`;
}

/** Whether whoever knows, or bears, the conflicts with these keys does one: it is among them, or the same quorum is with more out. */
export function isHeld(key: string, keys: readonly string[]): boolean {
  if (keys.includes(key)) return true;
  const [dag, out] = quorumIn(key);
  return (
    dag !== null &&
    keys.some((one) => {
      const [known, most] = quorumIn(one);
      return known === dag && most > out;
    })
  );
}

function quorumIn(key: string): [dag: string, out: number] | [dag: null, out: 0] {
  const read = /^quorum (.*) (\d+)$/.exec(key);
  return read ? [read[1] ?? '', Number(read[2])] : [null, 0];
}
