/** To whoever gave no reason. */
export const SAY_WHY = 'Say in one sentence why this is done.';
