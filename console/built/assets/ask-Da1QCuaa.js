import{n as e}from"./rolldown-runtime-WkwZ5CU-.js";import{a as t,c as n,d as r,f as i,h as a,i as o,l as s,m as c,o as l,p as u,s as d,u as f}from"./index-THspMjen.js";import{ht as p,o as m,ot as h,p as g,r as _,s as v,t as y}from"./gql-CNhOEkYV.js";import{a as b}from"./useFootage-DiBduD9I.js";import{n as x,t as S}from"./Answer-DO0WbQ1V.js";import{t as C}from"./ErrorNote-BUykF4kj.js";import{n as w}from"./MomentPanel-B7BNx63q.js";import{t as T}from"./TimeText-CLAFhdAA.js";var E=e(p(),1),D={box:`_box_wcj5m_1`,row:`_row_wcj5m_4`},O=y(`
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
`),k=y(`
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
`),A=y(`
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
`),j={content:`_content_1ng5t_1`,group:`_group_1ng5t_2`,time:`_time_1ng5t_5`},M={cameraIds:[],sites:[],from:``,to:``};function N(e){return!e.cameraIds.length&&!e.sites.length&&!e.from&&!e.to}function P(e){return e.replace(`T`,` `)}function F(e,{from:t,to:n},r){let i=e.trim();return t&&n?r(`ask-in-time`,{question:i,from:P(t),to:P(n)}):t?r(`ask-in-time-from`,{question:i,from:P(t)}):n?r(`ask-in-time-to`,{question:i,to:P(n)}):i}function I(e,t,n,r){return{text:F(e,t,r),wait:!1,timezone:Intl.DateTimeFormat().resolvedOptions().timeZone,...n===void 0?{}:{sessionId:n},...t.cameraIds.length?{cameraIds:t.cameraIds}:{},...t.sites.length?{sites:t.sites}:{}}}var L=v();function R({scope:e,onScope:r}){let i=m(),[a,o]=(0,E.useState)(!1);return(0,L.jsxs)(t,{open:a,onOpenChange:o,children:[(0,L.jsx)(n,{asChild:!0,children:(0,L.jsxs)(_,{kind:`quiet`,small:!0,children:[(0,L.jsx)(f,{name:`filter`,size:16}),(0,L.jsxs)(`span`,{children:[(0,L.jsxs)(`span`,{className:`hidden`,children:[i(`ask-scope`),`: `]}),z(e,i)]})]})}),(0,L.jsx)(d,{children:(0,L.jsxs)(l,{className:j.content,align:`start`,side:`top`,sideOffset:8,collisionPadding:12,"aria-label":i(`ask-scope`),children:[(0,L.jsx)(B,{scope:e,onScope:r}),(0,L.jsx)(_,{small:!0,disabled:N(e),onClick:()=>r(M),children:i(`ask-scope-clear`)})]})})]})}function z(e,t){let{cameraIds:n,sites:r}=e,i=P(e.from),a=P(e.to);return[n.length?t(`ask-scope-cameras`,{count:n.length}):``,r.length?t(`ask-scope-sites`,{count:r.length}):``,i&&a?t(`ask-scope-time`,{from:i,to:a}):``,i&&!a?t(`ask-scope-time-from`,{from:i}):``,a&&!i?t(`ask-scope-time-to`,{to:a}):``].filter(Boolean).join(` · `)||t(`ask-scope-all`)}function B({scope:e,onScope:t}){let n=m(),{data:r,error:i,refetch:a}=g(A),o=r?.cameras.edges.map(e=>e.node)??[],s=[...new Set(o.flatMap(e=>e.site??[]))].sort(),c=(e,t)=>e.includes(t)?e.filter(e=>e!==t):[...e,t];return(0,L.jsxs)(L.Fragment,{children:[i&&(0,L.jsx)(C,{error:i,onRetry:()=>void a()}),r&&o.length===0&&(0,L.jsx)(`p`,{className:`soft small`,children:n(`ask-scope-no-cameras`)}),o.length>0&&(0,L.jsx)(V,{title:n(`ask-scope-camera-list`),children:o.map(n=>(0,L.jsxs)(`label`,{children:[(0,L.jsx)(`input`,{type:`checkbox`,checked:e.cameraIds.includes(n.id),onChange:()=>t({...e,cameraIds:c(e.cameraIds,n.id)})}),n.name]},n.id))}),s.length>0&&(0,L.jsx)(V,{title:n(`ask-scope-site-list`),children:s.map(n=>(0,L.jsxs)(`label`,{children:[(0,L.jsx)(`input`,{type:`checkbox`,checked:e.sites.includes(n),onChange:()=>t({...e,sites:c(e.sites,n)})}),n]},n))}),(0,L.jsxs)(V,{title:n(`ask-scope-time-list`),children:[(0,L.jsxs)(`label`,{className:j.time,children:[n(`ask-scope-from`),(0,L.jsx)(`input`,{type:`datetime-local`,value:e.from,onChange:n=>t({...e,from:n.target.value})})]}),(0,L.jsxs)(`label`,{className:j.time,children:[n(`ask-scope-to`),(0,L.jsx)(`input`,{type:`datetime-local`,value:e.to,onChange:n=>t({...e,to:n.target.value})})]})]})]})}function V({title:e,children:t}){return(0,L.jsxs)(`fieldset`,{className:j.group,children:[(0,L.jsx)(`legend`,{children:e}),t]})}function H({busy:e,isFollowUp:t,scope:n,onScope:r,onAsk:i}){let a=m(),[o,s]=(0,E.useState)(``),c=()=>{!e&&o.trim()&&i(o).then(e=>{e&&s(``)})};return(0,L.jsxs)(`form`,{className:D.box,onSubmit:e=>{e.preventDefault(),c()},children:[(0,L.jsx)(`textarea`,{"data-main-box":!0,"aria-label":a(`ask-box`),rows:2,maxLength:2e3,placeholder:a(t?`ask-placeholder-more`:`ask-placeholder`),value:o,onChange:e=>s(e.target.value),onKeyDown:e=>{e.key!==`Enter`||e.shiftKey||e.nativeEvent.isComposing||(e.preventDefault(),c())},autoFocus:!0}),(0,L.jsxs)(`div`,{className:D.row,children:[(0,L.jsx)(R,{scope:n,onScope:r}),(0,L.jsxs)(_,{kind:`primary`,type:`submit`,disabled:e||!o.trim(),children:[(0,L.jsx)(f,{name:`send`,size:18}),` `,a(`ask-send`)]})]})]})}var U={page:`_page_1ym54_1`,"with-moment":`_with-moment_1ym54_2`,talk:`_talk_1ym54_3`,scroll:`_scroll_1ym54_4`,column:`_column_1ym54_5`,welcome:`_welcome_1ym54_6`,foot:`_foot_1ym54_7`,new:`_new_1ym54_8`},W={start:`_start_12wp9_1`,examples:`_examples_12wp9_4`,recent:`_recent_12wp9_7`},G=[`ask-example-1`,`ask-example-2`,`ask-example-3`];function K({onAsk:e}){let t=m(),{data:n,error:i,refetch:a}=g(O,{fetchPolicy:`cache-and-network`});if(i&&!n)return(0,L.jsx)(C,{error:i,onRetry:()=>void a()});if(n?.videos.edges.length===0)return(0,L.jsx)(o,{title:t(`ask-nothing-yet`),about:t(`ask-nothing-yet-how`),children:(0,L.jsx)(r,{to:`/uploads`,children:t(`ask-go-upload`)})});let s=n?.promptSessions.edges.map(e=>e.node)??[];return(0,L.jsxs)(`div`,{className:W.start,children:[(0,L.jsxs)(`section`,{children:[(0,L.jsx)(`h2`,{children:t(`ask-examples`)}),(0,L.jsx)(`ul`,{className:W.examples,children:G.map(n=>(0,L.jsx)(`li`,{children:(0,L.jsx)(`button`,{type:`button`,onClick:()=>e(t(n)),children:t(n)})},n))})]}),s.length>0&&(0,L.jsxs)(`section`,{children:[(0,L.jsx)(`h2`,{children:t(`ask-recent`)}),(0,L.jsx)(`ul`,{className:W.recent,children:s.map(e=>(0,L.jsx)(`li`,{children:(0,L.jsxs)(r,{to:`/ask/${e.id}`,children:[(0,L.jsx)(`span`,{children:e.title}),(0,L.jsx)(`span`,{className:`soft small`,children:(0,L.jsx)(T,{at:e.lastPromptAt})})]})},e.id))})]})]})}function q(){let e=m(),{sessionId:t}=a(),n=c(),r=h(),[i,o]=(0,E.useState)(M),[l,u]=(0,E.useState)(null),[d,p]=b(k),v=g(x,{variables:{id:t??``},skip:t===void 0}),y=v.data?.promptSession?.histories.edges.map(e=>e.node)??[],T=(0,E.useRef)(null),D=y.length;(0,E.useEffect)(()=>{document.title=`${e(`view-ask`)} · Watchgraph`},[e]),(0,E.useEffect)(()=>{T.current?.scrollIntoView({block:`end`})},[D,t]),(0,E.useEffect)(()=>u(null),[t]);let O=async a=>{let o=(await d({variables:{input:I(a,i,t,e)}}).catch(()=>null))?.data?.prompt;return!o?.history||!o.session?!1:(t===void 0?n(`/ask/${o.session.id}`):await r.refetchQueries({include:[x]}),!0)},A=p.data?.prompt.userErrors??[];return(0,L.jsxs)(`div`,{className:`${U.page} ${l?U[`with-moment`]:``}`,children:[(0,L.jsxs)(`div`,{className:U.talk,children:[(0,L.jsx)(`div`,{className:U.scroll,children:(0,L.jsxs)(`div`,{className:U.column,children:[(0,L.jsx)(`h1`,{className:t===void 0?U.welcome:`hidden`,children:e(`view-ask`)}),t===void 0&&(0,L.jsx)(K,{onAsk:e=>void O(e)}),v.error&&(0,L.jsx)(C,{error:v.error,onRetry:()=>void v.refetch()}),v.loading&&!v.data&&(0,L.jsx)(s,{}),v.data&&!v.data.promptSession&&(0,L.jsx)(C,{error:e(`ask-gone`)}),y.map(e=>(0,L.jsx)(S,{history:e,moment:l,onMoment:u,onAsk:e=>void O(e)},e.id)),(0,L.jsx)(`div`,{ref:T})]})}),(0,L.jsxs)(`div`,{className:U.foot,children:[p.error&&(0,L.jsx)(C,{error:p.error}),A.map(e=>(0,L.jsx)(C,{error:e.message},e.code)),(0,L.jsx)(H,{busy:p.loading,isFollowUp:D>0,scope:i,onScope:o,onAsk:O}),t!==void 0&&(0,L.jsxs)(_,{kind:`quiet`,small:!0,className:U.new,onClick:()=>void n(`/ask`),children:[(0,L.jsx)(f,{name:`plus`,size:16}),` `,e(`ask-new`)]})]})]}),l&&(0,L.jsx)(w,{moment:l,onClose:()=>u(null)})]})}function J(){return(0,L.jsxs)(u,{children:[(0,L.jsx)(i,{index:!0,element:(0,L.jsx)(q,{})}),(0,L.jsx)(i,{path:`:sessionId`,element:(0,L.jsx)(q,{})})]})}export{J as default};