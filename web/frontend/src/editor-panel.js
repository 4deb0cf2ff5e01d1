// What can be said of the step or way that is chosen: its name, whose it is, its form and what the pathway may see of
// it, its deadline with the arithmetic as if it started now, its condition.
import { element, labelled } from './editor-elements.js';
import {
  condition,
  documentation,
  property,
  setCondition,
  setDeadline,
  setDocumentation,
  setProperty,
  setTimer,
  timer,
} from './editor-properties.js';

const FOR_PEOPLE = new Set(['bpmn:UserTask', 'bpmn:ManualTask', 'bpmn:Task']);
// What was typed last and is still being understood; saving waits for it.
let settling = Promise.resolve();
const DEADLINE_HINT = 'For example 2 working days, 5 days, or the name of a deadline';

function input(value, keep, kind = 'input') {
  const made = element(kind, { className: kind === 'input' ? 'govuk-input' : 'govuk-textarea', value });
  if (kind === 'textarea') made.rows = 4;
  made.autocomplete = 'off';
  made.addEventListener('change', () => keep(made.value.trim()));
  return made;
}

function select(options, value, keep) {
  const made = element('select', { className: 'govuk-select' });
  const known = options.some((each) => each.value === value) ? options : [{ value, label: value }, ...options];
  for (const each of known) made.append(new Option(each.label, each.value, false, each.value === value));
  made.addEventListener('change', () => keep(made.value));
  return made;
}

function role(shape) {
  const id = shape.businessObject.id;
  for (const lane of shape.businessObject.lanes || []) return lane.name || lane.id;
  let around = shape.parent;
  while (around) {
    const lanes = around.businessObject?.lanes || [];
    if (lanes.length) return lanes[0].name || lanes[0].id;
    around = around.parent;
  }
  return id ? 'None yet: draw it into a role' : '';
}

function nameField(modeler, shape) {
  const keep = (value) => modeler.get('modeling').updateProperties(shape, { name: value || undefined });
  return labelled('editor-name', 'Name', input(shape.businessObject.name || '', keep));
}

function askedField(modeler, shape) {
  const keep = (value) => setDocumentation(modeler, shape, value);
  return labelled('editor-asked', 'What is asked, and why', input(documentation(shape), keep, 'textarea'));
}

function formField(modeler, shape, forms) {
  const seen = element('p', { className: 'govuk-hint' });
  const tell = (key) => {
    const found = forms.find((each) => each.value === key);
    seen.textContent = found ? `The pathway may see: ${found.seen || 'nothing of it'}.` : '';
  };
  const keep = (value) => {
    setProperty(modeler, shape, 'form', value);
    tell(value);
  };
  const options = [{ value: '', label: 'No form, only a comment' }, ...forms];
  const group = labelled('editor-form', 'Form to fill in', select(options, property(shape, 'form'), keep));
  tell(property(shape, 'form'));
  group.append(seen);
  return group;
}

// What is typed in words is kept as the text that the diagram has for it, once the server has understood it.
function deadlineField(label, value, keep, ask, deadlines) {
  const example = element('p', { className: 'govuk-hint app-editor__example', role: 'status' });
  let asked = 0;
  const settle = (words) => {
    settling = tell(words, true).catch(() => {
      example.textContent = 'The server did not answer, so the deadline is as it was. Enter it again.';
    });
  };
  const tell = async (words, isFinal, isTyping) => {
    const turn = (asked += 1);
    const said = await ask(words);
    if (turn !== asked) return;
    example.textContent = said.example;
    example.classList.toggle('app-editor__example--wrong', said.wrong);
    if (isFinal && !said.wrong) keep(said.text);
    if (!said.wrong && !isTyping && control.value === words) control.value = said.said;
  };
  const control = input(value, settle);
  control.addEventListener('input', () => tell(control.value, false, true).catch(() => {}));
  const list = element('datalist', { id: 'editor-deadlines' });
  for (const each of deadlines) list.append(new Option(each.label, each.value));
  control.setAttribute('list', list.id);
  const group = labelled('editor-deadline', label, control, DEADLINE_HINT);
  group.append(list, example);
  tell(value, false).catch(() => {});
  return group;
}

function conditionField(modeler, shape) {
  const keep = (value) => setCondition(modeler, shape, value);
  const hint = 'For example outcome = "accepted". Leave it empty if it is always taken.';
  return labelled('editor-condition', 'Taken when', input(condition(shape), keep, 'textarea'), hint);
}

function fieldsOf(modeler, shape, choices, ask) {
  const fields = [nameField(modeler, shape)];
  if (shape.type === 'bpmn:SequenceFlow') return [...fields, conditionField(modeler, shape)];
  if (FOR_PEOPLE.has(shape.type)) {
    const keep = (text) => setDeadline(modeler, shape, text);
    fields.push(element('p', { className: 'govuk-body' }, `Role: ${role(shape)}`));
    fields.push(element('p', { className: 'govuk-hint' }, 'Drag the step into another role to change this.'));
    fields.push(formField(modeler, shape, choices.forms));
    fields.push(deadlineField('Deadline', property(shape, 'deadline'), keep, ask, choices.deadlines));
  }
  const own = timer(shape);
  if (own) {
    const keep = (text) => setTimer(modeler, shape, text);
    fields.push(deadlineField('When it happens', own.text, keep, ask, choices.deadlines));
  }
  return [...fields, askedField(modeler, shape)];
}

export function settled() {
  return settling;
}

export function panel(modeler, place, choices, ask) {
  let shown = null;
  const show = (shape) => {
    shown = shape;
    const heading = element('h2', { className: 'govuk-heading-s' }, shape ? 'What is chosen' : 'Nothing is chosen');
    place.replaceChildren(heading, ...(shape ? fieldsOf(modeler, shape, choices, ask) : []));
  };
  modeler.on('selection.changed', ({ newSelection }) => {
    const [only, ...more] = newSelection;
    const shape = only?.labelTarget || only || null;
    if (shape !== shown) show(more.length ? null : shape);
  });
  modeler.on('element.changed', ({ element: changed }) => {
    const name = place.querySelector('#editor-name');
    if (changed === shown && name && name !== document.activeElement) name.value = shown.businessObject.name || '';
  });
  show(null);
}
