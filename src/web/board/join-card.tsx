/** How to join, to be read from the last row of seats or by a phone. */
import type { JSX } from 'preact';
import { encode } from 'uqr';

interface JoinCardProps {
  /** `http://192.168.1.10:4000` */
  readonly origin: string;
  readonly code: string;
}

export function JoinCard({ origin, code }: JoinCardProps): JSX.Element {
  const { host, hostname } = new URL(origin);
  const isThisMachineOnly = /^(localhost|.*\.localhost|127\..*|\[::1\])$/.test(hostname);
  return (
    <section class="card join-card">
      <h2>Join at</h2>
      <p class="join-address">{host}/join</p>
      <p class="join-code-label">with the code</p>
      <p class="join-code">{code}</p>
      {isThisMachineOnly ? (
        <p class="hint">
          Only this machine knows this address. Open this page by an address of the lab that the class can reach.
        </p>
      ) : (
        <QrCode text={`${origin}/join#code=${code}`} />
      )}
    </section>
  );
}

function QrCode({ text }: { readonly text: string }): JSX.Element {
  const { data, size } = encode(text, { border: 2 });
  const dots = data.flatMap((row, y) => row.flatMap((isDark, x) => (isDark ? [`M${x} ${y}h1v1h-1z`] : [])));
  return (
    <svg class="qr-code" viewBox={`0 0 ${size} ${size}`} role="img" aria-label={`QR code of ${text}`}>
      <rect width={size} height={size} fill="#fff" />
      <path d={dots.join('')} fill="#000" shape-rendering="crispEdges" />
    </svg>
  );
}
