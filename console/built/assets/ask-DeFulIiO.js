import{n as e}from"./rolldown-runtime-WkwZ5CU-.js";import{C as t,F as n,R as r,_ as i,a,b as o,c as s,f as c,g as l,h as u,i as d,l as f,o as p,p as m,s as h,u as g,v as _,x as v,y}from"./index-CcHDbiag.js";import{a as b}from"./useFootage-CXXhJgBP.js";import{n as x,t as S}from"./Answer-ttaOCVFr.js";import{t as C}from"./ErrorNote-HMK8au3U.js";import{n as w}from"./MomentPanel-7LIcneJL.js";import{t as T}from"./TimeText-BdbU8K-f.js";var E=e(r(),1),D={box:`_box_wcj5m_1`,row:`_row_wcj5m_4`},O=a(`
  query AskStart {
    promptSessions(first: 8) {
      edges {
        node {
          id
          title
          lastPromptAt
        }
      }
    }
    videos(first: 1) {
      edges {
        node {
          id
          status
        }
      }
    }
  }
`),k=a(`
  mutation Ask($input: PromptInput!) {
    prompt(input: $input) {
      session {
        id
      }
      history {
        id
        ...Answer
      }
      userErrors {
        code
        message
        field
      }
    }
  }
`),A=a(`
  query AskCameras {
    cameras(first: 100) {
      edges {
        node {
          id
          name
          site
        }
      }
    }
  }
`),j={content:`_content_1ng5t_1`,group:`_group_1ng5t_2`,time:`_time_1ng5t_5`},M={cameraIds:[],sites:[],from:``,to:``};function N(e){return!e.cameraIds.length&&!e.sites.length&&!e.from&&!e.to}function P(e){return e.replace(`T`,` `)}function F(e,{from:t,to:n},r){let i=e.trim();return t&&n?r(`ask-in-time`,{question:i,from:P(t),to:P(n)}):t?r(`ask-in-time-from`,{question:i,from:P(t)}):n?r(`ask-in-time-to`,{question:i,to:P(n)}):i}function I(e,t,n,r){return{text:F(e,t,r),wait:!1,timezone:Intl.DateTimeFormat().resolvedOptions().timeZone,...n===void 0?{}:{sessionId:n},...t.cameraIds.length?{cameraIds:t.cameraIds}:{},...t.sites.length?{sites:t.sites}:{}}}var L=l();function R({scope:e,onScope:t}){let n=u(),[r,i]=(0,E.useState)(!1);return(0,L.jsxs)(p,{open:r,onOpenChange:i,children:[(0,L.jsx)(f,{asChild:!0,children:(0,L.jsxs)(m,{kind:`quiet`,small:!0,children:[(0,L.jsx)(c,{name:`filter`,size:16}),(0,L.jsxs)(`span`,{children:[(0,L.jsxs)(`span`,{className:`hidden`,children:[n(`ask-scope`),`: `]}),z(e,n)]})]})}),(0,L.jsx)(s,{children:(0,L.jsxs)(h,{className:j.content,align:`start`,side:`top`,sideOffset:8,collisionPadding:12,"aria-label":n(`ask-scope`),children:[(0,L.jsx)(B,{scope:e,onScope:t}),(0,L.jsx)(m,{small:!0,disabled:N(e),onClick:()=>t(M),children:n(`ask-scope-clear`)})]})})]})}function z(e,t){let{cameraIds:n,sites:r}=e,i=P(e.from),a=P(e.to);return[n.length?t(`ask-scope-cameras`,{count:n.length}):``,r.length?t(`ask-scope-sites`,{count:r.length}):``,i&&a?t(`ask-scope-time`,{from:i,to:a}):``,i&&!a?t(`ask-scope-time-from`,{from:i}):``,a&&!i?t(`ask-scope-time-to`,{to:a}):``].filter(Boolean).join(` · `)||t(`ask-scope-all`)}function B({scope:e,onScope:n}){let r=u(),{data:i,error:a,refetch:o}=t(A),s=i?.cameras.edges.map(e=>e.node)??[],c=[...new Set(s.flatMap(e=>e.site??[]))].sort(),l=(e,t)=>e.includes(t)?e.filter(e=>e!==t):[...e,t];return(0,L.jsxs)(L.Fragment,{children:[a&&(0,L.jsx)(C,{error:a,onRetry:()=>void o()}),i&&s.length===0&&(0,L.jsx)(`p`,{className:`soft small`,children:r(`ask-scope-no-cameras`)}),s.length>0&&(0,L.jsx)(V,{title:r(`ask-scope-camera-list`),children:s.map(t=>(0,L.jsxs)(`label`,{children:[(0,L.jsx)(`input`,{type:`checkbox`,checked:e.cameraIds.includes(t.id),onChange:()=>n({...e,cameraIds:l(e.cameraIds,t.id)})}),t.name]},t.id))}),c.length>0&&(0,L.jsx)(V,{title:r(`ask-scope-site-list`),children:c.map(t=>(0,L.jsxs)(`label`,{children:[(0,L.jsx)(`input`,{type:`checkbox`,checked:e.sites.includes(t),onChange:()=>n({...e,sites:l(e.sites,t)})}),t]},t))}),(0,L.jsxs)(V,{title:r(`ask-scope-time-list`),children:[(0,L.jsxs)(`label`,{className:j.time,children:[r(`ask-scope-from`),(0,L.jsx)(`input`,{type:`datetime-local`,value:e.from,onChange:t=>n({...e,from:t.target.value})})]}),(0,L.jsxs)(`label`,{className:j.time,children:[r(`ask-scope-to`),(0,L.jsx)(`input`,{type:`datetime-local`,value:e.to,onChange:t=>n({...e,to:t.target.value})})]})]})]})}function V({title:e,children:t}){return(0,L.jsxs)(`fieldset`,{className:j.group,children:[(0,L.jsx)(`legend`,{children:e}),t]})}function H({busy:e,isFollowUp:t,scope:n,onScope:r,onAsk:i}){let a=u(),[o,s]=(0,E.useState)(``),l=()=>{!e&&o.trim()&&i(o).then(e=>{e&&s(``)})};return(0,L.jsxs)(`form`,{className:D.box,onSubmit:e=>{e.preventDefault(),l()},children:[(0,L.jsx)(`textarea`,{"data-main-box":!0,"aria-label":a(`ask-box`),rows:2,maxLength:2e3,placeholder:a(t?`ask-placeholder-more`:`ask-placeholder`),value:o,onChange:e=>s(e.target.value),onKeyDown:e=>{e.key!==`Enter`||e.shiftKey||e.nativeEvent.isComposing||(e.preventDefault(),l())},autoFocus:!0}),(0,L.jsxs)(`div`,{className:D.row,children:[(0,L.jsx)(R,{scope:n,onScope:r}),(0,L.jsxs)(m,{kind:`primary`,type:`submit`,disabled:e||!o.trim(),children:[(0,L.jsx)(c,{name:`send`,size:18}),` `,a(`ask-send`)]})]})]})}var U={page:`_page_1ym54_1`,"with-moment":`_with-moment_1ym54_2`,talk:`_talk_1ym54_3`,scroll:`_scroll_1ym54_4`,column:`_column_1ym54_5`,welcome:`_welcome_1ym54_6`,foot:`_foot_1ym54_7`,new:`_new_1ym54_8`},W={start:`_start_12wp9_1`,examples:`_examples_12wp9_4`,recent:`_recent_12wp9_7`},G=[`ask-example-1`,`ask-example-2`,`ask-example-3`];function K({onAsk:e}){let n=u(),{data:r,error:a,refetch:o}=t(O,{fetchPolicy:`cache-and-network`});if(a&&!r)return(0,L.jsx)(C,{error:a,onRetry:()=>void o()});if(r?.videos.edges.length===0)return(0,L.jsx)(d,{title:n(`ask-nothing-yet`),about:n(`ask-nothing-yet-how`),children:(0,L.jsx)(i,{to:`/uploads`,children:n(`ask-go-upload`)})});let s=r?.promptSessions.edges.map(e=>e.node)??[];return(0,L.jsxs)(`div`,{className:W.start,children:[(0,L.jsxs)(`section`,{children:[(0,L.jsx)(`h2`,{children:n(`ask-examples`)}),(0,L.jsx)(`ul`,{className:W.examples,children:G.map(t=>(0,L.jsx)(`li`,{children:(0,L.jsx)(`button`,{type:`button`,onClick:()=>e(n(t)),children:n(t)})},t))})]}),s.length>0&&(0,L.jsxs)(`section`,{children:[(0,L.jsx)(`h2`,{children:n(`ask-recent`)}),(0,L.jsx)(`ul`,{className:W.recent,children:s.map(e=>(0,L.jsx)(`li`,{children:(0,L.jsxs)(i,{to:`/ask/${e.id}`,children:[(0,L.jsx)(`span`,{children:e.title}),(0,L.jsx)(`span`,{className:`soft small`,children:(0,L.jsx)(T,{at:e.lastPromptAt})})]})},e.id))})]})]})}function q(){let e=u(),{sessionId:r}=v(),i=o(),a=n(),[s,l]=(0,E.useState)(M),[d,f]=(0,E.useState)(null),[p,h]=b(k),_=t(x,{variables:{id:r??``},skip:r===void 0}),y=_.data?.promptSession?.histories.edges.map(e=>e.node)??[],T=(0,E.useRef)(null),D=y.length;(0,E.useEffect)(()=>{document.title=`${e(`view-ask`)} · Watchgraph`},[e]),(0,E.useEffect)(()=>{T.current?.scrollIntoView({block:`end`})},[D,r]),(0,E.useEffect)(()=>f(null),[r]);let O=async t=>{let n=(await p({variables:{input:I(t,s,r,e)}}).catch(()=>null))?.data?.prompt;return!n?.history||!n.session?!1:(r===void 0?i(`/ask/${n.session.id}`):await a.refetchQueries({include:[x]}),!0)},A=h.data?.prompt.userErrors??[];return(0,L.jsxs)(`div`,{className:`${U.page} ${d?U[`with-moment`]:``}`,children:[(0,L.jsxs)(`div`,{className:U.talk,children:[(0,L.jsx)(`div`,{className:U.scroll,children:(0,L.jsxs)(`div`,{className:U.column,children:[(0,L.jsx)(`h1`,{className:r===void 0?U.welcome:`hidden`,children:e(`view-ask`)}),r===void 0&&(0,L.jsx)(K,{onAsk:e=>void O(e)}),_.error&&(0,L.jsx)(C,{error:_.error,onRetry:()=>void _.refetch()}),_.loading&&!_.data&&(0,L.jsx)(g,{}),_.data&&!_.data.promptSession&&(0,L.jsx)(C,{error:e(`ask-gone`)}),y.map(e=>(0,L.jsx)(S,{history:e,moment:d,onMoment:f,onAsk:e=>void O(e)},e.id)),(0,L.jsx)(`div`,{ref:T})]})}),(0,L.jsxs)(`div`,{className:U.foot,children:[h.error&&(0,L.jsx)(C,{error:h.error}),A.map(e=>(0,L.jsx)(C,{error:e.message},e.code)),(0,L.jsx)(H,{busy:h.loading,isFollowUp:D>0,scope:s,onScope:l,onAsk:O}),r!==void 0&&(0,L.jsxs)(m,{kind:`quiet`,small:!0,className:U.new,onClick:()=>void i(`/ask`),children:[(0,L.jsx)(c,{name:`plus`,size:16}),` `,e(`ask-new`)]})]})]}),d&&(0,L.jsx)(w,{moment:d,onClose:()=>f(null)})]})}function J(){return(0,L.jsxs)(y,{children:[(0,L.jsx)(_,{index:!0,element:(0,L.jsx)(q,{})}),(0,L.jsx)(_,{path:`:sessionId`,element:(0,L.jsx)(q,{})})]})}export{J as default};