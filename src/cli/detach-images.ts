/** Images that are within a Markdown document, put beside it: where many look at Markdown, only those are shown. */

export interface DetachedDocument {
  readonly text: string;
  readonly images: readonly { readonly name: string; readonly svg: string }[];
}

const EMBEDDED = /\]\(data:image\/svg\+xml;base64,([\w+/]+=*)\)/g;

/** @param stem what the names of the images begin with */
export function detachImages(markdown: string, stem: string): DetachedDocument {
  const images: { name: string; svg: string }[] = [];
  const text = markdown.replaceAll(EMBEDDED, (_, content: string) => {
    const name = `${stem}-${images.length + 1}.svg`;
    images.push({ name, svg: Buffer.from(content, 'base64').toString() });
    return `](${encodeURIComponent(name)})`;
  });
  return { text, images };
}
