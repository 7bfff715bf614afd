/** Makes an id that nothing in the project has. Recipes are pure, so it comes in as an argument. */
export type NewId = () => string
