import type { Program } from "../program.ts";

/** React on the server, Vue's compiler with a transform of ours that pauses, Svelte's, RxJS pipelines whose observers pause. */
export const program: Program = {
  packages: ["react", "react-dom", "@vue/compiler-sfc", "svelte", "rxjs"],
  interleaves: true,
  async open(load) {
    const [React, server, vue, svelte, rxjs] = await Promise.all(["react", "react-dom/server", "@vue/compiler-sfc", "svelte/compiler", "rxjs"].map(load));
    const { createElement: h } = React;
    const vueSource = `<script setup lang="ts">import { ref } from "vue"; const props = defineProps<{ a: string; b?: number }>(); const n = ref(0); defineExpose({ n });</script>\n<template><div v-for="(x, i) in list" :key="i" :class="{ a: x }" @click.stop="n++"><slot name="s" v-bind="x"/><p v-if="n > 1" v-html="a"/><Comp v-else v-model="n">{{ a | b }}</Comp></div></template>\n<style scoped>.a > .b { c: v-bind(n) }</style>`;
    const svelteSource = `<script>let { a = $bindable(1), ...rest } = $props(); let n = $state(0); let d = $derived(n * 2); $effect(() => { console.log(d) })</script>{#each [1, 2] as x, i (x)}<p class:a={x} on:click={() => n++} {...rest}>{x}{@html a}</p>{:else}<b/>{/each}{#if n}<input bind:value={n}>{:else if a}{#await p then v}{v}{/await}{/if}{#snippet s(y)}{y}{/snippet}{@render s(1)}<style>p { a: b; :global(x) & { c: d } }</style>`;
    return (pause) => {
      const out: string[] = [];
      const Context = React.createContext("none");
      // No pause in a component: React keeps the renderer that runs in a global, so two cannot take turns.
      const Item = ({ n }: { n: number }): unknown => {
        const [state] = React.useState(() => n * 2);
        return h("li", { className: `c${n}`, style: { color: "red" } }, state, " ", React.useContext(Context), n > 2 ? h(Item, { n: n - 1, key: "x" }) : null);
      };
      out.push(server.renderToString(h(Context.Provider, { value: "given" }, h("ul", null, [1, 2, 5].map((n) => h(Item, { n, key: n }))))));
      const { descriptor, errors } = vue.parse(vueSource, { filename: "a.vue" });
      out.push(String(errors.length), vue.compileScript(descriptor, { id: "x", inlineTemplate: true }).content, vue.compileStyle({ source: descriptor.styles[0].content, id: "x", scoped: true, filename: "a.vue" }).code);
      // (Vue's parser keeps its state in globals, its transforms do not.)
      out.push(vue.compileTemplate({ source: descriptor.template.content, filename: "a.vue", id: "x", compilerOptions: { nodeTransforms: [() => (pause(), () => pause())] } }).code);
      for (const generate of ["client", "server"]) out.push(svelte.compile(svelteSource.replaceAll("on:click", "onclick"), { generate, filename: "a.svelte" }).js.code);
      const { range, from, mergeMap, map, filter, scan, zip, Subject, take, groupBy, reduce } = rxjs;
      const subject = new Subject();
      const note = (tag: string) => (value: unknown): void => (pause(), void out.push(`${tag} ${JSON.stringify(value)}`));
      subject.pipe(scan((sum: number, n: number) => sum + n, 0), filter((n: number) => n % 2 === 0)).subscribe(note("subject"));
      range(1, 6).pipe(mergeMap((n: number) => from([n, n * 10])), map((n: number) => n + 1), take(9)).subscribe({ next: (n: number) => subject.next(n), complete: () => note("done")(0) });
      zip(range(0, 4), from("abcd")).pipe(groupBy(([n]: [number]) => n % 2), mergeMap((group: any) => group.pipe(reduce((all: unknown[], item: unknown) => [...all, item], [group.key])))).subscribe(note("group"));
      return out.join("\n");
    };
  },
};
