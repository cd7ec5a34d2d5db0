import{S as e,f as t,h as n,i as r,l as i,m as a}from"./index-D0JIEHbN.js";import{t as o}from"./ErrorNote-7-NKVRVp.js";import{t as s}from"./Page-BT9UX3I1.js";var c={models:`_models_1lq5s_1`,up:`_up_1lq5s_5`,down:`_down_1lq5s_5`},l=n(),u=r(`
  query Health {
    serverInfo {
      version
      stack
      models {
        purpose
        modelId
        region
        available
      }
    }
  }
`);function d(){let n=a(),{data:r,error:d,loading:f,refetch:p}=e(u,{fetchPolicy:`network-only`}),m=r?.serverInfo;return(0,l.jsxs)(s,{title:n(`view-health`),actions:(0,l.jsx)(t,{small:!0,disabled:f,onClick:()=>void p(),children:n(`health-again`)}),children:[d&&(0,l.jsx)(o,{error:d,onRetry:()=>void p()}),f&&!m&&(0,l.jsx)(i,{}),m&&(0,l.jsxs)(l.Fragment,{children:[(0,l.jsx)(`p`,{className:`soft`,children:n(`health-server`,{version:m.version,stack:m.stack})}),(0,l.jsxs)(`section`,{className:c.models,children:[(0,l.jsx)(`h2`,{children:n(`health-models`)}),(0,l.jsx)(`ul`,{children:m.models.map(e=>(0,l.jsxs)(`li`,{children:[(0,l.jsx)(`span`,{className:e.available?c.up:c.down,children:n(e.available?`health-answers`:`health-silent`)}),(0,l.jsx)(`strong`,{children:e.purpose}),(0,l.jsxs)(`span`,{className:`soft small`,children:[e.modelId,` · `,e.region]})]},`${e.purpose} ${e.modelId}`))}),m.models.some(e=>!e.available)&&(0,l.jsx)(`p`,{className:`soft small`,children:n(`health-silent-how`)})]})]})]})}export{d as default};