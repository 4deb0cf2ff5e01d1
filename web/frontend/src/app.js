import { initAll } from 'govuk-frontend';
import { followAnswers } from './conditions.js';
import { keepForms } from './keeping.js';
import { usePasskeys } from './passkeys.js';

// GOV.UK Frontend's own template sets these classes in an inline script, which our content security policy refuses.
document.body.classList.add('js-enabled', 'govuk-frontend-supported');
initAll();
followAnswers(document);
keepForms(document);
usePasskeys(document);
