/** @typedef {import('./server-process.mjs').Contender} Contender */

/** @returns {Contender} */
export const library = (scenario, label = 'this library') => ({ label, server: 'library', scenario });
/** @returns {Contender} */
export const handWritten = (scenario, label = 'hand-written') => ({ label, server: 'hand-written', scenario });
/** @returns {Contender} */
export const nest = (scenario, label = 'NestJS') => ({ label, server: 'nest', scenario });
/** @returns {Contender} */
export const socketControllers = () => ({ label: 'socket-controllers', server: 'socket-controllers' });
/** @returns {Contender} */
export const bareWs = () => ({ label: 'bare ws, no validation', server: 'bare-ws' });

/** The same server twice: its distance from 1.00 is the noise. */
export const AGAIN = 'hand-written again';

export const nullRun = (scenario) => ({
  subject: handWritten(scenario, AGAIN),
  against: handWritten(scenario),
});
