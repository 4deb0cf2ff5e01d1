// Keeps what was typed in the page while there is no connection, and sends it again until it has arrived. The form's
// own key makes sure that it counts once, however often it was sent. Nothing is stored on the device.
const FIRST_WAIT = 2000;
const LONGEST_WAIT = 60000;
const WAITING = 'No connection. What you wrote is kept in this page and will be sent when there is one. Leave the page open.';
const SENDING = 'Sending…';

function say(form, words) {
  const place = form.querySelector('.app-keeps');
  place.textContent = words;
  place.hidden = !words;
}

function ask(event) {
  event.preventDefault();
}

// True: it has arrived. False: the server has something to say about it. Throws: nobody can tell.
async function send(form) {
  const answer = await fetch(form.action, {
    method: 'POST',
    body: new URLSearchParams(new FormData(form)),
    redirect: 'manual',
    credentials: 'same-origin',
  });
  if (answer.type === 'opaqueredirect') return true;
  if (answer.status >= 500) throw new Error(`Expected the note to be taken, but the answer was ${answer.status}.`);
  return false;
}

function pause(length) {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, length);
    window.addEventListener('online', () => { clearTimeout(timer); resolve(); }, { once: true });
  });
}

async function keep(form) {
  window.addEventListener('beforeunload', ask);
  let wait = FIRST_WAIT;
  for (;;) {
    try {
      say(form, SENDING);
      const arrived = await send(form);
      window.removeEventListener('beforeunload', ask);
      if (arrived) window.location.assign(form.dataset.keeps);
      else form.submit();
      return;
    } catch {
      say(form, WAITING);
      await pause(wait);
      wait = Math.min(wait * 2, LONGEST_WAIT);
    }
  }
}

export function keepForms(root) {
  for (const form of root.querySelectorAll('form[data-keeps]')) {
    form.addEventListener('submit', (event) => {
      event.preventDefault();
      if (form.dataset.state === 'sending') return;
      form.dataset.state = 'sending';
      keep(form);
    });
  }
}
