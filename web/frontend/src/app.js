import { initAll } from 'govuk-frontend';

// GOV.UK Frontend's own template sets these classes in an inline script, which our content security policy refuses.
document.body.classList.add('js-enabled', 'govuk-frontend-supported');
initAll();
