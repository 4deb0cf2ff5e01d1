// Lets the browser make a passkey, or sign with one, and sends what it answers as a plain form. The form is hidden
// until this script shows it: without a script there are no passkeys, and everything else works.
const FAILED = 'No passkey was used. Try again, or choose another way.';

function bytes(text) {
  const plain = atob(text.replace(/-/g, '+').replace(/_/g, '/'));
  return Uint8Array.from(plain, (character) => character.charCodeAt(0));
}

function text(buffer) {
  const plain = Array.from(new Uint8Array(buffer), (byte) => String.fromCharCode(byte)).join('');
  return btoa(plain).replace(/\+/g, '-').replace(/\//g, '_').replace(/=+$/, '');
}

function named(list) {
  return (list || []).map((known) => ({ ...known, id: bytes(known.id) }));
}

async function asked(form) {
  const answer = await fetch(form.dataset.options, { credentials: 'same-origin', headers: { Accept: 'application/json' } });
  if (!answer.ok) throw new Error(`Expected what the passkey is to sign, but the answer was ${answer.status}.`);
  const options = await answer.json();
  options.challenge = bytes(options.challenge);
  if (options.user) options.user = { ...options.user, id: bytes(options.user.id) };
  options.allowCredentials = named(options.allowCredentials);
  options.excludeCredentials = named(options.excludeCredentials);
  return options;
}

function told(credential) {
  const response = {};
  for (const part of ['clientDataJSON', 'attestationObject', 'authenticatorData', 'signature', 'userHandle']) {
    if (credential.response[part]) response[part] = text(credential.response[part]);
  }
  return JSON.stringify({
    id: credential.id,
    rawId: text(credential.rawId),
    type: credential.type,
    response,
    clientExtensionResults: {},
  });
}

async function fill(form) {
  const problem = form.querySelector('.app-passkey__problem');
  problem.textContent = '';
  try {
    const publicKey = await asked(form);
    const credential = await navigator.credentials[form.dataset.passkey]({ publicKey });
    form.elements.credential.value = told(credential);
    form.submit();
  } catch {
    problem.textContent = FAILED;
  }
}

export function usePasskeys(root) {
  if (!window.PublicKeyCredential || !navigator.credentials) return;
  for (const form of root.querySelectorAll('form[data-passkey]')) {
    form.hidden = false;
    form.addEventListener('submit', (event) => {
      event.preventDefault();
      fill(form);
    });
  }
}
