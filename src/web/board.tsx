/** The entry of `/board`. The viewer's token is in the fragment of the address. */
import { render } from 'preact';
import { BoardPage } from './board/board-page.js';
import { readFragment } from './fragment.js';
import { openPageLab } from './live/page-lab.js';
import './style/board.css';

const root = document.getElementById('page');
if (!root) throw new Error('The page has no place for the board.');
const { origin, hash } = location;
const lab = openPageLab({ origin, token: readFragment(hash, 'token') ?? '' });
render(<BoardPage lab={lab} origin={origin} />, root);
// Another link, put into the same tab, changes nothing but the fragment.
addEventListener('hashchange', () => location.reload());
