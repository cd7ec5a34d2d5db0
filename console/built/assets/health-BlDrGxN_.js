import{o as e,p as t,r as n,s as r,t as i}from"./gql-CNhOEkYV.js";import{t as a}from"./ErrorNote-BUykF4kj.js";import{l as o}from"./index-THspMjen.js";import{t as s}from"./Page-CXaViNtj.js";var c={models:`_models_1lq5s_1`,up:`_up_1lq5s_5`,down:`_down_1lq5s_5`},l=r(),u=i(`
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
`);function d(){let r=e(),{data:i,error:d,loading:f,refetch:p}=t(u,{fetchPolicy:`network-only`}),m=i?.serverInfo;return(0,l.jsxs)(s,{title:r(`view-health`),actions:(0,l.jsx)(n,{small:!0,disabled:f,onClick:()=>void p(),children:r(`health-again`)}),children:[d&&(0,l.jsx)(a,{error:d,onRetry:()=>void p()}),f&&!m&&(0,l.jsx)(o,{}),m&&(0,l.jsxs)(l.Fragment,{children:[(0,l.jsx)(`p`,{className:`soft`,children:r(`health-server`,{version:m.version,stack:m.stack})}),(0,l.jsxs)(`section`,{className:c.models,children:[(0,l.jsx)(`h2`,{children:r(`health-models`)}),(0,l.jsx)(`ul`,{children:m.models.map(e=>(0,l.jsxs)(`li`,{children:[(0,l.jsx)(`span`,{className:e.available?c.up:c.down,children:r(e.available?`health-answers`:`health-silent`)}),(0,l.jsx)(`strong`,{children:e.purpose}),(0,l.jsxs)(`span`,{className:`soft small`,children:[e.modelId,` · `,e.region]})]},`${e.purpose} ${e.modelId}`))}),m.models.some(e=>!e.available)&&(0,l.jsx)(`p`,{className:`soft small`,children:r(`health-silent-how`)})]})]})]})}export{d as default};