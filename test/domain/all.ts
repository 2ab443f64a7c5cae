/** Every test of the domain but the random histories in one file: mutation testing loads it once for each mutant. */
import './correction.test.js';
import './council.test.js';
import './day.test.js';
import './district.test.js';
import './fund.test.js';
import './invariants.test.js';
import './money.test.js';
import './person.test.js';
import './policy.test.js';
import './refusal.test.js';
import './resolution.test.js';
import './states.test.js';
import './streams.test.js';
import './summaries.test.js';
import './timeline.test.js';
import './upcast.test.js';
