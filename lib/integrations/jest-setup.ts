import { askForModules } from './jest-hook';

askForModules();
