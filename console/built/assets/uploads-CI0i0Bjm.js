import{n as e}from"./rolldown-runtime-WkwZ5CU-.js";import{ht as t,o as n,ot as r,p as i,r as a,s as o,t as s}from"./gql-CNhOEkYV.js";import{d as c,u as l}from"./index-THspMjen.js";import{t as u}from"./ErrorNote-BUykF4kj.js";import{t as d}from"./Page-CXaViNtj.js";import{t as f}from"./useStream-Qr_8AGg2.js";import{t as p}from"./TimeText-CLAFhdAA.js";var m=e(t(),1),h=s(`
  mutation UploadRequest($input: RequestUploadInput!) {
    requestUpload(input: $input) {
      uploadToken
      method
      url
      headers {
        name
        value
      }
      partSizeBytes
      video {
        id
      }
      duplicateOf {
        id
      }
      userErrors {
        code
        message
      }
    }
  }
`),g=s(`
  mutation UploadParts($token: String!, $numbers: [Int!]!) {
    requestUploadParts(uploadToken: $token, partNumbers: $numbers) {
      parts {
        partNumber
        url
        sizeBytes
        headers {
          name
          value
        }
      }
      userErrors {
        code
        message
      }
    }
  }
`),_=s(`
  mutation UploadConfirm($token: String!) {
    confirmUpload(input: { uploadToken: $token }) {
      video {
        id
      }
      duplicateOf {
        id
      }
      userErrors {
        code
        message
      }
    }
  }
`),v=s(`
  mutation UploadAbort($token: String!) {
    abortUpload(uploadToken: $token) {
      abortedVideoId
      userErrors {
        code
        message
      }
    }
  }
`),y=s(`
  query UploadsRecent {
    videos(first: 12, orderBy: NEWEST_FIRST) {
      edges {
        node {
          id
          name
          camera
          status
          createdAt
          failure {
            message
          }
          analysis {
            percent
            stage
          }
        }
      }
    }
  }
`),b=s(`
  subscription UploadAnalysis($id: ID!, $after: Int) {
    analysisProgress(videoId: $id, afterSequence: $after) {
      sequence
      status
      stage
      percent
      eventsFound
      error {
        message
      }
    }
  }
`),x={drop:`_drop_ua5j7_1`,over:`_over_ua5j7_2`,files:`_files_ua5j7_3`,file:`_file_ua5j7_3`,row:`_row_ua5j7_7`,sent:`_sent_ua5j7_8`,recent:`_recent_ua5j7_9`,failed:`_failed_ua5j7_12`},S=o();function C({video:e,onDone:t}){let r=n(),i=e.status===`QUEUED`||e.status===`ANALYZING`,[a,o]=(0,m.useState)(null);f({query:b,subject:e.id,variables:i?t=>({id:e.id,after:t?.analysisProgress.sequence??null}):null,next:({analysisProgress:e})=>o({percent:e.percent,events:e.eventsFound}),complete:t});let s=a?.percent??e.analysis?.percent??0;return(0,S.jsxs)(`div`,{className:x.row,children:[(0,S.jsx)(c,{to:`/videos/${e.id}`,children:e.name}),(0,S.jsxs)(`span`,{className:`soft small`,children:[(0,S.jsx)(p,{at:e.createdAt}),e.camera!==null&&(0,S.jsxs)(S.Fragment,{children:[` · `,e.camera]})]}),(0,S.jsx)(`span`,{className:`small`,children:r(`status-${e.status.toLowerCase()}`)}),i&&(0,S.jsx)(`progress`,{max:100,value:s,"aria-label":r(`upload-analysis`,{percent:s})}),i&&a&&(0,S.jsx)(`span`,{className:`soft small`,children:r(`ask-looked-events`,{count:a.events})}),e.failure&&(0,S.jsx)(`span`,{className:x.failed,children:e.failure.message})]})}var w=/(20\d{2})[-_.]?(0[1-9]|1[0-2])[-_.]?(0[1-9]|[12]\d|3[01])[T _-]*([01]\d|2[0-3])[-_.:h]?([0-5]\d)[-_.:m]?([0-5]\d)?/;function T(e){let t=e.replace(/\.[^.]+$/,``),n=w.exec(t);if(!n)return{camera:``,recordedAt:``};let[r,i,a,o,s,c,l]=n;return{camera:[t.slice(0,n.index),t.slice(n.index+r.length)].map(e=>e.replace(/[-_.\s]+/g,` `).trim()).find(e=>/\p{L}/u.test(e))??``,recordedAt:`${i??``}-${a??``}-${o??``}T${s??``}:${c??``}:${l??`00`}`}}var E=3,D=5,O=class extends Error{duplicateId;constructor(e,t=null){super(e),this.duplicateId=t}};async function k(e,t,n,r){let i={filename:t.name,contentType:t.type||`video/mp4`,sizeBytes:t.size,timezone:Intl.DateTimeFormat().resolvedOptions().timeZone,...n.camera?{camera:n.camera}:{},...n.recordedAt?{recordedAt:new Date(n.recordedAt).toISOString()}:{}},a=(await e.mutate({mutation:h,variables:{input:i}})).data?.requestUpload;A(a?.userErrors,a?.duplicateOf?.id);let o=a?.uploadToken;if(!a||!o)throw new O(``);try{a.method===`MULTIPART`?await j(e,t,o,a.partSizeBytes??t.size,r):a.url&&await M({url:a.url,headers:a.headers??[]},t,r.signal,r.onProgress)}catch(t){throw r.signal.aborted&&await e.mutate({mutation:v,variables:{token:o}}).catch(()=>void 0),t}let s=(await e.mutate({mutation:_,variables:{token:o}})).data?.confirmUpload;return A(s?.userErrors,s?.duplicateOf?.id),s?.video?.id??``}function A(e,t=null){if(e?.length)throw new O(e.map(e=>e.message).join(` `),t)}async function j(e,t,n,r,i){let a=Array.from({length:Math.ceil(t.size/r)},(e,t)=>t+1),o=new Map;await Promise.all(Array.from({length:E},async()=>{for(let s=a.shift();s!==void 0;s=a.shift()){let a=s,c=(await e.mutate({mutation:g,variables:{token:n,numbers:[a]}})).data?.requestUploadParts;A(c?.userErrors);let l=c?.parts?.[0];if(!l)throw new O(``);await M(l,t.slice((a-1)*r,a*r),i.signal,e=>{o.set(a,e),i.onProgress([...o.values()].reduce((e,t)=>e+t,0))})}}))}async function M(e,t,n,r){for(let i=1;;i++)try{await N(e,t,n,r);return}catch(e){if(n.aborted||i===D)throw e;await new Promise(e=>setTimeout(e,500*2**i))}}function N(e,t,n,r){return new Promise((i,a)=>{let o=new XMLHttpRequest;o.open(`PUT`,e.url);for(let{name:t,value:n}of e.headers)/^content-length$/i.test(t)||o.setRequestHeader(t,n);o.upload.onprogress=e=>r(e.loaded),o.onload=()=>o.status<300?i():a(Error(`S3 answered ${String(o.status)}`)),o.onerror=()=>a(Error(`lost`)),o.onabort=()=>a(new DOMException(`stopped`,`AbortError`)),n.addEventListener(`abort`,()=>o.abort(),{once:!0}),o.send(t)})}function P(){let e=n(),t=r(),[o,s]=(0,m.useState)([]),[c,f]=(0,m.useState)(!1),p=(0,m.useRef)(null),h=i(y,{fetchPolicy:`cache-and-network`}),g=(e,t)=>s(n=>n.map(n=>n.key===e?{...n,...t}:n)),_=e=>s(t=>[...t,...[...e].map(e=>({key:crypto.randomUUID(),file:e,...T(e.name),state:`chosen`,sent:0,problem:null,duplicateId:null,controller:new AbortController}))]),v=async n=>{let r=new AbortController;g(n.key,{state:`sending`,sent:0,problem:null,duplicateId:null,controller:r});let i={signal:r.signal,onProgress:e=>g(n.key,{sent:e})};try{await k(t,n.file,n,i),g(n.key,{state:`sent`}),await h.refetch()}catch(t){r.signal.aborted?g(n.key,{state:`chosen`}):t instanceof O&&t.message?g(n.key,{state:`failed`,problem:t.message,duplicateId:t.duplicateId}):g(n.key,{state:`failed`,problem:e(`upload-lost`)})}},b=async()=>{for(let e of o)(e.state===`chosen`||e.state===`failed`)&&await v(e)},w=o.some(e=>e.state===`sending`);(0,m.useEffect)(()=>{if(!w)return;let e=e=>e.preventDefault();return window.addEventListener(`beforeunload`,e),()=>window.removeEventListener(`beforeunload`,e)},[w]);let E=e=>{e.preventDefault(),f(!1),_(e.dataTransfer.files)},D=h.data?.videos.edges.map(e=>e.node)??[];return(0,S.jsxs)(d,{title:e(`view-uploads`),children:[(0,S.jsxs)(`div`,{className:`${x.drop} ${c?x.over:``}`,onDragOver:e=>{e.preventDefault(),f(!0)},onDragLeave:()=>f(!1),onDrop:E,children:[(0,S.jsx)(l,{name:`upload`,size:28}),(0,S.jsx)(`p`,{children:e(`upload-drop`)}),(0,S.jsx)(a,{kind:`primary`,onClick:()=>p.current?.click(),children:e(`upload-choose`)}),(0,S.jsx)(`input`,{ref:p,className:`hidden`,type:`file`,accept:`video/*`,multiple:!0,"aria-label":e(`upload-choose`),tabIndex:-1,onChange:e=>_(e.target.files??[])})]}),o.length>0&&(0,S.jsxs)(`section`,{className:x.files,children:[o.map(e=>(0,S.jsx)(F,{item:e,onChange:t=>g(e.key,t),onRemove:()=>{e.controller.abort(),e.state!==`sending`&&s(t=>t.filter(t=>t!==e))}},e.key)),(0,S.jsx)(`div`,{children:(0,S.jsx)(a,{kind:`primary`,disabled:w||o.every(e=>e.state===`sent`),onClick:()=>void b(),children:e(`upload-send`)})})]}),h.error&&(0,S.jsx)(u,{error:h.error,onRetry:()=>void h.refetch()}),D.length>0&&(0,S.jsxs)(`section`,{className:x.files,children:[(0,S.jsx)(`h2`,{children:e(`upload-recent`)}),(0,S.jsx)(`ul`,{className:x.recent,children:D.map(e=>(0,S.jsx)(`li`,{children:(0,S.jsx)(C,{video:e,onDone:()=>void h.refetch()})},e.id))})]})]})}function F({item:e,onChange:t,onRemove:r}){let i=n(),o=e.state===`chosen`||e.state===`failed`,s=e.file.size?Math.floor(e.sent/e.file.size*100):100;return(0,S.jsxs)(`div`,{className:x.file,children:[(0,S.jsx)(`strong`,{children:e.file.name}),(0,S.jsx)(`span`,{className:`soft small`,children:i(`upload-size`,{size:Math.max(1,Math.round(e.file.size/1e6))})}),(0,S.jsxs)(`label`,{children:[i(`upload-camera`),(0,S.jsx)(`input`,{value:e.camera,maxLength:200,disabled:!o,onChange:e=>t({camera:e.target.value})})]}),(0,S.jsxs)(`label`,{children:[i(`upload-recorded`),(0,S.jsx)(`input`,{type:`datetime-local`,step:1,value:e.recordedAt,disabled:!o,onChange:e=>t({recordedAt:e.target.value})})]}),e.state===`sending`&&(0,S.jsx)(`progress`,{max:100,value:s,"aria-label":i(`upload-progress`,{percent:s})}),e.state===`sent`&&(0,S.jsx)(`span`,{className:x.sent,children:i(`upload-sent`)}),e.state!==`sent`&&(0,S.jsx)(a,{kind:`quiet`,small:!0,onClick:r,children:i(e.state===`sending`?`upload-stop`:`upload-remove`)}),e.problem!==null&&(0,S.jsx)(u,{error:e.problem}),e.duplicateId!==null&&(0,S.jsx)(c,{to:`/videos/${e.duplicateId}`,children:i(`upload-duplicate`)})]})}export{P as default};