// Draws <div class="app-diagram" data-src="…" data-current="id id"> and marks the steps where the referral is now.
// With data-counts="{id: number}" it says at each step how many referrals are there.
// The page shows the same steps as a table, for those to whom a drawing says nothing.
import NavigatedViewer from 'bpmn-js/lib/NavigatedViewer';

const CURRENT = 'app-current-step';
const ZOOM_STEP = 1.25;
const FAILED = 'The diagram could not be drawn. The table on this page shows the same steps.';

async function read(url) {
  const answer = await fetch(url, { headers: { Accept: 'application/xml' } });
  if (!answer.ok) throw new Error(`Expected the diagram at ${url}, but the answer was ${answer.status}.`);
  return answer.text();
}

function markCurrent(viewer, ids) {
  const registry = viewer.get('elementRegistry');
  const canvas = viewer.get('canvas');
  for (const id of ids) {
    if (registry.get(id)) canvas.addMarker(id, CURRENT);
  }
}

function addCounts(viewer, counts) {
  const registry = viewer.get('elementRegistry');
  const overlays = viewer.get('overlays');
  for (const [id, count] of Object.entries(counts)) {
    if (!registry.get(id)) continue;
    const html = document.createElement('div');
    html.className = 'app-diagram__count';
    html.textContent = count;
    overlays.add(id, { position: { top: 0, left: 0 }, html, scale: { min: 0.8 } });
  }
}

function button(label, press) {
  const element = document.createElement('button');
  element.type = 'button';
  element.className = 'govuk-button govuk-button--secondary app-diagram__button';
  element.textContent = label;
  element.addEventListener('click', press);
  return element;
}

function controls(viewer) {
  const canvas = viewer.get('canvas');
  const bar = document.createElement('div');
  bar.className = 'app-diagram__controls';
  bar.append(
    button('Zoom in', () => canvas.zoom(canvas.zoom() * ZOOM_STEP)),
    button('Zoom out', () => canvas.zoom(canvas.zoom() / ZOOM_STEP)),
    button('Whole diagram', () => canvas.zoom('fit-viewport', 'auto')),
  );
  return bar;
}

async function draw(container) {
  // The wheel scrolls the page: a diagram that swallows it is a trap. Zooming has buttons.
  const viewer = new NavigatedViewer({ container, zoomScroll: { enabled: false } });
  await viewer.importXML(await read(container.dataset.src));
  viewer.get('canvas').zoom('fit-viewport', 'auto');
  markCurrent(viewer, (container.dataset.current || '').split(/\s+/).filter(Boolean));
  addCounts(viewer, JSON.parse(container.dataset.counts || '{}'));
  container.after(controls(viewer));
}

async function show(container) {
  try {
    await draw(container);
    container.dataset.state = 'drawn';
  } catch (problem) {
    console.warn(problem);
    container.replaceChildren(Object.assign(document.createElement('p'), { className: 'govuk-body', textContent: FAILED }));
    container.dataset.state = 'failed';
  }
}

document.querySelectorAll('.app-diagram[data-src]').forEach(show);
