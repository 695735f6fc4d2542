import fc = require('fast-check');
import Tickless = require('tickless/fast-check');

void fc.assert(fc.asyncProperty(fc.nat(), Tickless.schedule(), (ms, schedule) => schedule.run((sim) => sim.sleep(ms))));
