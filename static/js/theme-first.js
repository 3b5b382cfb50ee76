/* Before anything is painted: the colours that this person chose. Pages of the website are the
   same for everyone, so that caches may keep them; the choice is read here and not on the server. */
const chosen = document.cookie.match(/(?:^|; )theme=(light|dark)(?:;|$)/);
if (chosen) {
  document.documentElement.dataset.theme = chosen[1];
}
