/** The entry of `/join`. The class's code may be in the fragment of the address. */
import { render } from 'preact';
import { ClassApp } from './class/class-app.js';
import { SeatStore } from './class/seat-store.js';
import { readFragment } from './fragment.js';
import { openPageLab } from './live/page-lab.js';
import './style/class.css';

const root = document.getElementById('page');
if (!root) throw new Error('The page has no place for the class.');
const { origin, hash } = location;
const store = new SeatStore(localStorage);
// Asked each time, since a seat that was taken again has another token.
const lab = openPageLab({ origin, token: () => store.read()?.token });
render(<ClassApp lab={lab} store={store} origin={origin} code={readFragment(hash, 'code') ?? ''} />, root);
