import type { Program } from "../program.ts";

/** A Lua interpreter: Lua coroutines, metatables, string patterns, closures; a function of ours called from Lua pauses. */
export const program: Program = {
  packages: ["fengari"],
  interleaves: true,
  async open(load) {
    const { lua, lauxlib, lualib, to_luastring: text } = await load("fengari");
    const script = `
      local out = {}
      local function p(...) local t = {...}; for i = 1, select("#", ...) do t[i] = tostring(t[i]) end; out[#out + 1] = table.concat(t, " ") end
      local function fib(n) if n < 2 then return n end return fib(n - 1) + fib(n - 2) end
      p(fib(15))
      local gen = coroutine.wrap(function() for i = 1, 5 do coroutine.yield(i * i) end end)
      for v in gen do p(v) end
      local mt = { __index = function(t, k) return k .. "!" end, __add = function(a, b) return "sum" end, __call = function(self, x) return x * 2 end }
      local o = setmetatable({}, mt); p(o.foo, o + o, o(21))
      for w in string.gmatch("one two  three", "%a+") do p(w, #w) end
      p(string.gsub("hello world", "o", "0"), string.format("%5.2f|%q|%x", 3.14159, "a\\nb", 255))
      local t = {}; for i = 1, 200 do t[i] = (i * 7919) % 211 end; table.sort(t, function(a, b) pause(); return a < b end)
      p(table.concat(t, ","))
      p(pcall(error, { code = 2 })); p(select(2, pcall(function() local x = nil; return x.y end)))
      goto done
      p("never")
      ::done::
      for i = 10, 1, -3 do p(i) end
      p(math.floor(7 / 2), 7 // 2, 7 % -3, 2 ^ 10, 1 << 20, "10" + 5)
      for i = 1, 30 do pause() end
      return table.concat(out, "\\n")`;
    return (pause) => {
      const state = lauxlib.luaL_newstate();
      lualib.luaL_openlibs(state);
      lua.lua_pushjsfunction(state, () => {
        pause();
        return 0;
      });
      lua.lua_setglobal(state, text("pause"));
      const status = lauxlib.luaL_dostring(state, text(script));
      return `${status} ${lua.lua_tojsstring(state, -1)}`;
    };
  },
};
