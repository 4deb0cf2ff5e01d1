// Small pieces of the page, made without markup in strings.
export function element(tag, properties = {}, text = '') {
  const made = Object.assign(document.createElement(tag), properties);
  if (text) made.textContent = text;
  return made;
}

export function button(label, press, kind = 'govuk-button--secondary') {
  const made = element('button', { type: 'button', className: `govuk-button ${kind} app-diagram__button` }, label);
  made.addEventListener('click', press);
  return made;
}

// A label with its control below; `hint` is read together with the control.
export function labelled(id, text, control, hint = '') {
  const group = element('div', { className: 'govuk-form-group app-editor__field' });
  group.append(element('label', { className: 'govuk-label govuk-label--s', htmlFor: id }, text));
  control.id = id;
  if (hint) {
    const said = element('div', { className: 'govuk-hint', id: `${id}-hint` }, hint);
    control.setAttribute('aria-describedby', said.id);
    group.append(said);
  }
  group.append(control);
  return group;
}
