/** Something shown while it is on, on the error output: the output is for results. */
export interface Speaker {
  /** Something that is no event of it. */
  say(text: string): void;
}

export interface Progress<Event> extends Speaker {
  tell(event: Event): void;
  close(): void;
}
