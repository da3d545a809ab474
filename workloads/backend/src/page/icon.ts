/** A stack of containers. */
export const icon = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 16 16"><g fill="#0b5c8a"><rect x="1" y="9" width="6.5" height="5" rx=".8"/><rect x="8.5" y="9" width="6.5" height="5" rx=".8"/><rect x="4.7" y="3" width="6.5" height="5" rx=".8"/></g></svg>`;
