import vm from 'node:vm';
import { TestEnvironment } from 'jest-environment-node';

const { createContext } = vm;

/**
 * Jest's environment for Node, but that the global object is an ordinary one: jest asks a proxy for every `Array`, `Map` or `undefined` that
 * is read, which costs a hundred times as much as to read it. Where Node has no such contexts (before 20.18) the environment is jest's own.
 */
export default class OrdinaryGlobals extends TestEnvironment {
  constructor(...given) {
    vm.createContext = (proxy) => createContext(vm.constants?.DONT_CONTEXTIFY ?? proxy);
    try {
      super(...given);
    } finally {
      vm.createContext = createContext;
    }
  }
}
