/** Where the command line writes: results to the output, everything else to the error output. */
export interface Output {
  /** A result. */
  print(text: string): void;
  /** One line on the way to it. */
  note(text: string): void;
  /** Where results go that are too large to be one text. */
  readonly stream: NodeJS.WritableStream & { readonly isTTY?: boolean };
  /** Where progress is drawn. */
  readonly errorStream: NodeJS.WritableStream & { readonly isTTY?: boolean };
}

export function toJson(value: unknown): string {
  return JSON.stringify(value, null, 2);
}

export function createOutput(output: Output['stream'], errorStream: Output['errorStream']): Output {
  return {
    print: (text) => void output.write(`${text}\n`),
    note: (text) => void errorStream.write(`${text}\n`),
    stream: output,
    errorStream,
  };
}
