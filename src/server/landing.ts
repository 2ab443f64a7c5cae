import { version } from './version.js';

/** The page at /: what this is, and a place to try a query. Needs nothing from anywhere else. */
export const landing = (ledger: string): string => `<!doctype html>
<html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>edugroup-ledger</title>
<style>body{font:16px/1.5 system-ui,sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem}textarea,input,pre{box-sizing:border-box;width:100%;font:14px/1.4 ui-monospace,monospace}pre{white-space:pre-wrap}</style>
<h1>edugroup-ledger ${version}</h1>
<p>A GraphQL API over the ledger <code>${ledger}</code> of education groups (集团化办学): who decided what, on what paper, now and at any moment in the past.</p>
<ul><li><a href="/graphql">/graphql</a>: GraphQL over HTTP, subscriptions over WebSocket (graphql-transport-ws)</li>
<li><a href="/healthz">/healthz</a>: alive</li><li><a href="/readyz">/readyz</a>: ready for requests</li><li><a href="/metrics">/metrics</a>: numbers for Prometheus</li></ul>
<form><p><label>Query <textarea name="query" rows="8">{ ledger { position recordedAt } }</textarea></label></p>
<p><label>Token (empty: as the public) <input name="token" autocomplete="off"></label></p><p><button>Ask</button></p></form><pre id="answer"></pre>
<script>
document.forms[0].onsubmit = async (event) => {
  event.preventDefault();
  const { query, token } = event.target.elements;
  const headers = { 'content-type': 'application/json', ...(token.value && { authorization: 'Bearer ' + token.value.trim() }) };
  const answer = await fetch('/graphql', { method: 'POST', headers, body: JSON.stringify({ query: query.value }) });
  document.getElementById('answer').textContent = JSON.stringify(await answer.json(), null, 2);
};
</script></html>
`;
