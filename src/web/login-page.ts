/** Pages around the board, each complete in itself. The texts are ours: nothing of a request gets into them. */
export const loginPage = (fault = ''): string =>
  page(
    'Sign in',
    `<form method="post" action="/queues/login">
      ${fault && `<p class="fault" role="alert">${fault}</p>`}
      <label>Name <input name="user" autocomplete="username" required autofocus></label>
      <label>Password <input name="password" type="password" autocomplete="current-password" required></label>
      <button>Sign in</button>
    </form>`,
  );

export const logoutPage = (): string =>
  page(
    'Sign out',
    `<form method="post" action="/queues/logout"><button>Sign out</button></form><p><a href="/queues/">Back</a></p>`,
  );

export const awayPage = (): string =>
  page(
    'The queues are away',
    `<p>Redis does not answer, so there is nothing to show and nobody can sign in. Payments and webhooks are taken
     all the same.</p><p><a href="/queues/">Try again</a></p>`,
  );

const page = (title: string, body: string): string => `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<link rel="icon" href="data:,">
<title>2GETPRO · ${title}</title>
<style>
  :root { color-scheme: light dark; font: 16px/1.5 system-ui, sans-serif }
  body { display: grid; min-height: 100dvh; margin: 0; place-items: center; background: Canvas; color: CanvasText }
  main { width: min(22rem, 100vw - 3rem) }
  h1 { font-size: 1.4rem }
  label { display: block; margin: 1rem 0 }
  input, button { box-sizing: border-box; width: 100%; padding: .7rem; border-radius: .5rem; font: inherit }
  input { margin-top: .3rem; border: 1px solid GrayText }
  button { border: 0; background: #2a6fdb; color: #fff; cursor: pointer }
  .fault { color: #c22 }
</style>
<main><h1>${title}</h1>${body}</main>
</html>
`;
