// Draws the diagram of a draft to be changed: <form id="editor" data-src data-findings data-deadline data-draft>.
// What is drawn is saved by the same command as the outline, with the number of the saving that one saw.
import Modeler from 'bpmn-js/lib/Modeler';
import TokenSimulation from 'bpmn-js-token-simulation';
import { moddle } from './editor-properties.js';
import { panel, settled } from './editor-panel.js';
import { element, button } from './editor-elements.js';

const form = document.querySelector('#editor');
const state = form.querySelector('.app-editor__state');
const seen = form.querySelector('[name="seen-version"]');
let isSaved = true;

function say(text, isTrouble = false) {
  state.textContent = text;
  state.classList.toggle('app-editor__state--trouble', isTrouble);
}

async function read(url, kind) {
  const answer = await fetch(url, { headers: { Accept: kind } });
  if (!answer.ok) throw new Error(`Expected ${url} to be there, but the answer was ${answer.status}.`);
  return kind === 'application/json' ? answer.json() : answer.text();
}

function layout() {
  const canvas = element('div', { className: 'app-editor__canvas', role: 'group', ariaLabel: 'Diagram to draw in' });
  const side = element('section', { className: 'app-editor__side', ariaLabel: 'What is chosen in the diagram' });
  const findings = element('section', { className: 'app-editor__findings', ariaLabel: 'Checks' });
  const bar = element('div', { className: 'app-diagram__controls' });
  const desk = element('div', { className: 'app-editor__desk' });
  desk.append(canvas, side);
  form.append(desk, bar, findings);
  return { canvas, side, findings, bar };
}

function start(places) {
  return new Modeler({
    container: places.canvas,
    moddleExtensions: { spiffworkflow: moddle },
    additionalModules: [TokenSimulation],
    zoomScroll: { enabled: false },
  });
}

// Names for those who hear the page; the library leaves its own buttons without.
function nameButtons(canvas) {
  for (const entry of canvas.querySelectorAll('[title]:not([aria-label])')) {
    if (!entry.getAttribute('role') && entry.tagName === 'DIV') entry.setAttribute('role', 'button');
    entry.setAttribute('aria-label', entry.getAttribute('title'));
  }
}

// The whole diagram beside the palette, which lies over the left edge.
function fit(modeler) {
  const canvas = modeler.get('canvas');
  canvas.zoom('fit-viewport', 'auto');
  canvas.zoom(canvas.zoom() * 0.88, { x: canvas.getSize().width, y: canvas.getSize().height / 2 });
}

function choose(modeler, id) {
  const shape = modeler.get('elementRegistry').get(id);
  if (!shape) return;
  modeler.get('selection').select(shape);
  modeler.get('canvas').scrollToElement(shape);
}

function showFindings(modeler, place, found) {
  const heading = element('h2', { className: 'govuk-heading-s' }, found.length ? 'Checks' : 'Checks: nothing to mend');
  const list = element('ul', { className: 'govuk-list app-findings' });
  for (const each of found) {
    const isError = each.severity === 'error';
    const item = element('li', { className: `app-finding app-finding--${each.severity}` });
    item.append(element('strong', {}, isError ? 'To mend: ' : 'To consider: '));
    if (modeler.get('elementRegistry').get(each.element)) {
      const link = button(each.message, () => choose(modeler, each.element));
      link.className = 'app-link-button';
      item.append(link);
    } else {
      item.append(each.message);
    }
    if (each.remedy) item.append(element('span', { className: 'app-finding__remedy' }, each.remedy));
    list.append(item);
  }
  place.replaceChildren(heading, list);
}

async function send(modeler) {
  const { xml } = await modeler.saveXML({ format: true });
  const body = new FormData();
  body.set('csrf-token', form.querySelector('[name="csrf-token"]').value);
  body.set('seen-version', seen.value);
  body.set('xml', xml);
  const answer = await fetch(form.action, { method: 'POST', body });
  const said = await answer.json().catch(() => ({ message: 'The server did not answer as expected. Try again.' }));
  return { answer, said };
}

async function save(modeler, places) {
  say('Saving.');
  try {
    await settled();
    const { answer, said } = await send(modeler);
    if (answer.ok) {
      seen.value = said.seen;
      isSaved = true;
      form.dataset.state = 'saved';
      say('Saved.');
      showFindings(modeler, places.findings, said.findings);
    } else {
      form.dataset.state = 'refused';
      say(said.message, true);
      if (answer.status === 409) offerToSaveOver(modeler, places);
    }
  } catch {
    form.dataset.state = 'refused';
    say('The diagram could not be sent. What you drew is still here: try again.', true);
  }
}

function offerToSaveOver(modeler, places) {
  const look = element('a', { className: 'govuk-link', href: form.dataset.draft, target: '_blank', rel: 'noopener' });
  look.textContent = 'Look at the draft as it is now (opens in a new tab)';
  const over = button('Save mine over it', async () => {
    seen.value = (await read(form.dataset.findings, 'application/json')).seen;
    await save(modeler, places);
  });
  state.append(' ', look, ' ', over);
}

function addButtons(modeler, places) {
  const canvas = modeler.get('canvas');
  const history = modeler.get('commandStack');
  places.bar.append(
    button('Save the diagram', () => save(modeler, places), ''),
    button('Undo', () => history.undo()),
    button('Redo', () => history.redo()),
    button('Zoom in', () => canvas.zoom(canvas.zoom() * 1.25)),
    button('Zoom out', () => canvas.zoom(canvas.zoom() / 1.25)),
    button('Whole diagram', () => fit(modeler)),
  );
}

async function open() {
  const places = layout();
  const modeler = start(places);
  await modeler.importXML(await read(form.dataset.src, 'application/xml'));
  fit(modeler);
  addButtons(modeler, places);
  panel(modeler, places.side, JSON.parse(document.querySelector('#editor-choices').textContent), (words) =>
    read(`${form.dataset.deadline}?words=${encodeURIComponent(words)}`, 'application/json'),
  );
  modeler.on('commandStack.changed', () => {
    isSaved = false;
    form.dataset.state = 'changed';
    say('Not saved yet.');
  });
  nameButtons(places.canvas);
  new MutationObserver(() => nameButtons(places.canvas)).observe(places.canvas, { childList: true, subtree: true });
  showFindings(modeler, places.findings, (await read(form.dataset.findings, 'application/json')).findings);
  say('Drag a step from the left into the diagram, or choose a step to change it.');
  form.dataset.state = 'ready';
}

form.addEventListener('submit', (event) => event.preventDefault());
window.addEventListener('beforeunload', (event) => {
  if (!isSaved) event.preventDefault();
});

try {
  await open();
} catch (problem) {
  console.warn(problem);
  form.dataset.state = 'failed';
  say('The diagram could not be opened. The page of the draft changes the same steps without it.', true);
}
