import{C as e,a as t,g as n,h as r,p as i,u as a}from"./index-CcHDbiag.js";import{t as o}from"./ErrorNote-HMK8au3U.js";import{t as s}from"./Page-CLhcQT5X.js";var c={models:`_models_1lq5s_1`,up:`_up_1lq5s_5`,down:`_down_1lq5s_5`},l=n(),u=t(`
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
`);function d(){let t=r(),{data:n,error:d,loading:f,refetch:p}=e(u,{fetchPolicy:`network-only`}),m=n?.serverInfo;return(0,l.jsxs)(s,{title:t(`view-health`),actions:(0,l.jsx)(i,{small:!0,disabled:f,onClick:()=>void p(),children:t(`health-again`)}),children:[d&&(0,l.jsx)(o,{error:d,onRetry:()=>void p()}),f&&!m&&(0,l.jsx)(a,{}),m&&(0,l.jsxs)(l.Fragment,{children:[(0,l.jsx)(`p`,{className:`soft`,children:t(`health-server`,{version:m.version,stack:m.stack})}),(0,l.jsxs)(`section`,{className:c.models,children:[(0,l.jsx)(`h2`,{children:t(`health-models`)}),(0,l.jsx)(`ul`,{children:m.models.map(e=>(0,l.jsxs)(`li`,{children:[(0,l.jsx)(`span`,{className:e.available?c.up:c.down,children:t(e.available?`health-answers`:`health-silent`)}),(0,l.jsx)(`strong`,{children:e.purpose}),(0,l.jsxs)(`span`,{className:`soft small`,children:[e.modelId,` · `,e.region]})]},`${e.purpose} ${e.modelId}`))}),m.models.some(e=>!e.available)&&(0,l.jsx)(`p`,{className:`soft small`,children:t(`health-silent-how`)})]})]})]})}export{d as default};