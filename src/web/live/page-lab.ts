/** The lab that this page came from, and whether it is there. */
import { LabClient, type Token } from '../../client/index.js';
import { Link } from './link.js';

export interface PageLab {
  readonly client: LabClient;
  readonly link: Link;
  close(): void;
}

export interface PageLabOptions {
  /** `http://127.0.0.1:4000` */
  readonly origin: string;
  readonly token: Token;
  /** The class, where the platform has none. */
  readonly webSocket?: unknown;
}

export function openPageLab({ origin, token, webSocket }: PageLabOptions): PageLab {
  const link = new Link();
  const onOutage = { lost: () => link.lost('connection'), restored: () => link.restored('connection') };
  const client = new LabClient({ url: `${origin}/graphql`, token, webSocket, onOutage });
  const goOffline = (): void => link.lost('network');
  const goOnline = (): void => link.restored('network');
  addEventListener('offline', goOffline);
  addEventListener('online', goOnline);
  return {
    client,
    link,
    close() {
      removeEventListener('offline', goOffline);
      removeEventListener('online', goOnline);
      client.close();
    },
  };
}
