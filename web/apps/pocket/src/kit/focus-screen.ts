// Where a screen reader goes on after the screen has changed.

/** Puts the focus on the title of the screen, without scrolling and without a ring around it. */
export function focusScreen(): void {
  const title = document.querySelector<HTMLElement>('main h1')
  if (title === null) return
  title.tabIndex = -1
  title.style.outline = 'none'
  title.focus({ preventScroll: true })
}
