export { clockRemarks, lengthText, localText, windowText } from '../maintenance/window-words.ts';
