// Hides a field while the answer it depends on says that it does not apply. Without this every field shows,
// and the server drops what did not apply: the rule is the server's, this only shortens the page.

function answers(form, name) {
  // What was chosen in a field that is itself hidden does not count, exactly as on the server.
  const inputs = [...form.elements].filter((input) => input.name === name && !input.closest('.app-field[hidden]'));
  return inputs.filter((input) => input.type === 'select-one' || input.checked).map((input) => input.value);
}

function applies(field) {
  const given = answers(field.closest('form'), field.dataset.showField);
  const listed = (text) => text.split('|').some((answer) => given.includes(answer));
  if (field.dataset.showIs !== undefined) return listed(field.dataset.showIs);
  return !listed(field.dataset.showNot);
}

function update(fields) {
  for (const field of fields) field.hidden = !applies(field);
}

export function followAnswers(root) {
  const fields = [...root.querySelectorAll('[data-show-field]')];
  for (const field of fields) field.classList.add('app-field--dependent');
  update(fields);
  root.addEventListener('change', () => update(fields));
}
