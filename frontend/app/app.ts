// The front end begins here: one mount function per data attribute.
export {};
