// Hides a field while the answers it depends on say that it does not apply. Without this every field shows,
// and the server drops what did not apply: the rule is the server's, this only shortens the page.

function given(form, name) {
  // What was chosen in a field that is itself hidden does not count, exactly as on the server.
  const inputs = [...form.elements].filter((input) => input.name === name && !input.closest('.app-field[hidden]'));
  const chosen = inputs.filter((input) => input.type === 'select-one' || input.checked);
  return chosen.map((input) => input.value).filter((value) => value !== '');
}

function holds(form, [name, sign, answers]) {
  const chosen = given(form, name);
  if (sign === 'any') return chosen.length > 0;
  const listed = answers.some((answer) => chosen.includes(answer));
  return sign === 'is' ? listed : !listed;
}

function update(fields) {
  for (const [field, alternatives] of fields) {
    const form = field.closest('form');
    field.hidden = !alternatives.some((clauses) => clauses.every((clause) => holds(form, clause)));
  }
}

export function followAnswers(root) {
  const found = [...root.querySelectorAll('[data-show-when]')];
  const fields = found.map((field) => [field, JSON.parse(field.dataset.showWhen)]);
  update(fields);
  root.addEventListener('change', () => update(fields));
}
