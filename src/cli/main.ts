#!/usr/bin/env node
console.log("larder", process.version, process.argv.slice(2));
