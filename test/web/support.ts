/** Pages in a browser that is none: a document without a screen, and the lab behind it a real one. */
import type { ComponentChild } from 'preact';
import { render } from 'preact';
import { vi } from 'vitest';

/** What is on the page, as somebody reads it. */
export function textOf(root: ParentNode | null): string {
  return (root?.textContent ?? '').replaceAll(/\s+/g, ' ').trim();
}

export interface Shown {
  readonly root: HTMLElement;
  readonly text: () => string;
  /** @throws where there is none */
  readonly find: <Found extends HTMLElement = HTMLElement>(selector: string) => Found;
  readonly findAll: (selector: string) => readonly HTMLElement[];
  readonly remove: () => void;
}

export function show(page: ComponentChild): Shown {
  const root = document.createElement('div');
  document.body.append(root);
  render(page, root);
  return {
    root,
    text: () => textOf(root),
    find: <Found extends HTMLElement>(selector: string) => {
      const found = root.querySelector<Found>(selector);
      if (!found) throw new Error(`There is no ${selector} in: ${textOf(root)}`);
      return found;
    },
    findAll: (selector) => [...root.querySelectorAll<HTMLElement>(selector)],
    remove: () => {
      render(null, root);
      root.remove();
    },
  };
}

/** Until it holds; a lab on a busy host may take its time. */
export function until<T>(expectation: () => T | Promise<T>): Promise<T> {
  return vi.waitFor(expectation, { timeout: 150_000, interval: 20 });
}

/** The pages' own address, so that what they ask the lab for comes from there. */
export function setAddress(url: string): void {
  (window as unknown as { happyDOM: { setURL: (url: string) => void } }).happyDOM.setURL(url);
}

/** Types into a field. */
export function fill(field: HTMLElement, value: string): void {
  (field as HTMLInputElement).value = value;
  field.dispatchEvent(new Event('input', { bubbles: true }));
}

export function pick(field: HTMLElement, value: string): void {
  (field as HTMLSelectElement).value = value;
  field.dispatchEvent(new Event('change', { bubbles: true }));
}

/** Once what was typed has come to the page. */
export async function submitForm(form: HTMLElement): Promise<void> {
  await new Promise((resolve) => {
    requestAnimationFrame(resolve);
  });
  form.dispatchEvent(new Event('submit', { bubbles: true, cancelable: true }));
}
