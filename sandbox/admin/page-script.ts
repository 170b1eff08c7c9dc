/** What the page does in the browser: it shows the parts that are sent, and switches faults. */
export const PAGE_SCRIPT = `
const byId = (id) => document.getElementById(id);
const live = new EventSource('/sandbox/live');
live.onopen = () => { byId('link').textContent = 'Live.'; };
live.onerror = () => { byId('link').textContent = 'The sandbox does not answer.'; };
live.onmessage = ({ data }) => {
  for (const [id, html] of Object.entries(JSON.parse(data))) {
    const focused = byId(id).contains(document.activeElement) ? document.activeElement.dataset.off : undefined;
    byId(id).innerHTML = html;
    if (focused === undefined) continue;
    const again = [...document.querySelectorAll('[data-off]')].find((button) => button.dataset.off === focused);
    (again ?? form.elements.name).focus();
  }
};

const form = byId('fault');
const send = async (method, path, done, fault) => {
  try {
    const answer = await fetch(path, { method, ...(fault && { body: JSON.stringify(fault) }) });
    byId('said').textContent = answer.ok ? done : (await answer.json()).error;
  } catch {
    byId('said').textContent = 'The sandbox does not answer.';
  }
};
const describe = () => { byId('what').textContent = form.elements.name.selectedOptions[0].dataset.what; };
form.elements.name.onchange = describe;
describe();
form.onsubmit = (event) => {
  event.preventDefault();
  const { name, cluster, times } = Object.fromEntries(new FormData(form));
  const fault = { name, ...(cluster && cluster !== '*' && { match: { cluster } }), ...(times && { times: Number(times) }) };
  send('PUT', '/sandbox/faults', name + ' is on.', fault);
};
byId('off').onclick = () => send('DELETE', '/sandbox/faults', 'No fault is on.');
document.onclick = ({ target }) => {
  const { off } = target.dataset;
  if (off !== undefined) send('DELETE', '/sandbox/faults/' + encodeURIComponent(off), off + ' is off.');
};
form.hidden = false;
`;
