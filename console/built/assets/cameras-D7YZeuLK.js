import{o as e,p as t,s as n,t as r}from"./gql-CNhOEkYV.js";import{d as i,i as a,l as o}from"./index-THspMjen.js";import{t as s}from"./ErrorNote-BUykF4kj.js";import{t as c}from"./Page-CXaViNtj.js";import{t as l}from"./TimeText-CLAFhdAA.js";var u={list:`_list_10z3h_1`},d=n(),f=r(`
  query Cameras {
    cameras(first: 100, orderBy: NAME) {
      totalCount
      edges {
        node {
          id
          name
          site
          timezone
          lastFootageAt
        }
      }
    }
  }
`);function p(){let n=e(),{data:r,error:p,loading:m,refetch:h}=t(f,{fetchPolicy:`cache-and-network`}),g=r?.cameras.edges.map(e=>e.node)??[];return(0,d.jsxs)(c,{title:n(`view-cameras`),children:[p&&(0,d.jsx)(s,{error:p,onRetry:()=>void h()}),m&&!r&&(0,d.jsx)(o,{}),r&&g.length===0&&(0,d.jsx)(a,{title:n(`cameras-none`),about:n(`cameras-none-how`),children:(0,d.jsx)(i,{to:`/uploads`,children:n(`ask-go-upload`)})}),g.length>0&&(0,d.jsx)(`ul`,{className:u.list,children:g.map(e=>(0,d.jsxs)(`li`,{children:[(0,d.jsx)(`strong`,{children:e.name}),(0,d.jsx)(`span`,{className:`soft small`,children:[e.site,e.timezone].filter(Boolean).join(` · `)}),(0,d.jsxs)(`span`,{className:`small`,children:[n(`cameras-last`),` `,(0,d.jsx)(l,{at:e.lastFootageAt,zone:e.timezone,timecode:n(`cameras-never`)})]}),(0,d.jsx)(i,{to:`/events?cameraIds=${e.id}`,children:n(`cameras-events`)})]},e.id))}),r&&r.cameras.totalCount>g.length&&(0,d.jsx)(`p`,{className:`soft small`,children:n(`cameras-cut`,{count:g.length,all:r.cameras.totalCount})})]})}export{p as default};