/**
 * Puts private fields of a derived class on an object that is there already: as quick to read as a property, and nobody else sees them (findings #1).
 *
 *     class Known extends Stamp { #body; constructor(object, body) { super(object); this.#body = body; } static of(object) { return #body in object ? … } }
 *     new Known(object, body)
 */
export class Stamp {
  constructor(object: object) {
    return object;
  }
}
