// The code with which a post's terminal is set up: it comes in the address of the page, as the QR code has it.

/** The code in `#enrol=…` or `?enrol=…`; null where there is none. */
export function enrolCode(address: URL): string | null {
  const code = new URLSearchParams(address.hash.slice(1)).get('enrol') ?? address.searchParams.get('enrol')
  return code === null || code === '' ? null : code
}
