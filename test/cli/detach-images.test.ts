import { describe, expect, it } from 'vitest';
import { detachImages } from '../../src/cli/detach-images.js';

const embedded = (svg: string): string => `data:image/svg+xml;base64,${Buffer.from(svg).toString('base64')}`;

describe('images within a document', () => {
  it('become files beside it, in order, and all else stays as it is', () => {
    const text = `# A\n\n![one](${embedded('<svg>1 é</svg>')})\n\ndata:image/svg+xml;base64,AAAA\n\n![two](${embedded('<svg/>')})\n`;
    expect(detachImages(text, 'my report')).toEqual({
      text: '# A\n\n![one](my%20report-1.svg)\n\ndata:image/svg+xml;base64,AAAA\n\n![two](my%20report-2.svg)\n',
      images: [
        { name: 'my report-1.svg', svg: '<svg>1 é</svg>' },
        { name: 'my report-2.svg', svg: '<svg/>' },
      ],
    });
  });
});
