/** Something that a button does: once at a time, and with what went wrong. */
import { useState } from 'preact/hooks';

export interface Action {
  readonly isBusy: boolean;
  /** Of the last time; null where that went well. */
  readonly error: unknown;
  readonly run: (work: () => Promise<void>) => void;
}

export function useAction(): Action {
  const [state, setState] = useState<{ readonly isBusy: boolean; readonly error: unknown }>({
    isBusy: false,
    error: null,
  });
  return {
    ...state,
    run: (work) => {
      if (state.isBusy) return;
      setState({ isBusy: true, error: null });
      work().then(
        () => setState({ isBusy: false, error: null }),
        (error: unknown) => setState({ isBusy: false, error }),
      );
    },
  };
}

/** For a form: what it does instead of loading another page. */
export function onSubmit(act: () => void): (event: Event) => void {
  return (event) => {
    event.preventDefault();
    act();
  };
}
