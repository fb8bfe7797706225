/** Lines of at most `width` characters, broken at spaces; a word that is longer than a line is cut and goes on in the next. */
export function wrap(text: string, width: number): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    if (line !== '' && line.length + 1 + word.length <= width) {
      line += ` ${word}`;
      continue;
    }
    if (line !== '') lines.push(line);
    line = word;
    while (line.length > width) {
      const end = cutAt(line, width);
      lines.push(line.slice(0, end));
      line = line.slice(end);
    }
  }
  return [...lines, line];
}

/** Never within a character of two units. */
function cutAt(line: string, width: number): number {
  const splits = /[\ud800-\udbff]/.test(line[width - 1] ?? '');
  if (!splits) return width;
  return width > 1 ? width - 1 : 2;
}
