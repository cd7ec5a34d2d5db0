import{n as e}from"./rolldown-runtime-WkwZ5CU-.js";import{C as t,D as n,E as r,F as i,I as a,M as o,P as s,R as c,S as l,_ as u,a as d,f,g as p,h as m,i as h,k as g,p as _,t as v,u as y,v as b,w as x,x as S,y as C}from"./index-CcHDbiag.js";import{n as w,t as T}from"./TimeText-BdbU8K-f.js";import{t as E}from"./ErrorNote-HMK8au3U.js";import{t as ee}from"./Page-CLhcQT5X.js";import{a as D,i as te,n as ne,o as re,r as ie,t as ae}from"./useFootage-CXXhJgBP.js";import{i as O,n as k,r as A,t as oe}from"./Answer-ttaOCVFr.js";import{t as se}from"./useStream-D4-dXvZx.js";var j=e(c(),1),M;function ce(){}function le(){return M||=j.createContext(null),j.useCallback(()=>{let e=console.error;try{return console.error=ce,j.useContext(M),!0}catch{return!1}finally{console.error=e}},[])}var ue=[`refetch`,`fetchMore`,`updateQuery`,`startPolling`,`stopPolling`,`subscribeToMore`],de=function(e,t){let n=i(t?.client),o=j.useRef(void 0),c=j.useRef(void 0),l=j.useRef(()=>{}),u=r(()=>t,[t]),d=le();function f(){return n.watchQuery({...t,query:e,initialFetchPolicy:t?.fetchPolicy,fetchPolicy:`standby`,[g]:!0})}let[p,m]=j.useState(n),[h,_]=j.useState(f);p!==n&&(m(n),_(f()));let v=j.useCallback((e,t)=>{let n=c.current?.data;n&&!s(n,e.data)&&(o.current=n),c.current=e,t()},[]),y=x(j.useCallback(e=>{l.current=e;let t=h.subscribe(t=>{s(c.current,t)||v(t,e)});return()=>{t.unsubscribe()}},[h,v]),()=>c.current||N,()=>N),b=j.useMemo(()=>{let e={};for(let t of ue)e[t]=function(...e){return a(c.current,31,t),h[t](...e)};return e},[h]);j.useEffect(()=>{let n={query:e,errorPolicy:u?.errorPolicy,refetchOn:u?.refetchOn,refetchWritePolicy:u?.refetchWritePolicy,returnPartialData:u?.returnPartialData,notifyOnNetworkStatusChange:u?.notifyOnNetworkStatusChange,pollInterval:u?.pollInterval,nextFetchPolicy:t?.nextFetchPolicy,skipPollAttempt:t?.skipPollAttempt};h.options.fetchPolicy!==`standby`&&u?.fetchPolicy&&(n.fetchPolicy=u.fetchPolicy),h.applyOptions(n)},[e,h,u,t?.nextFetchPolicy,t?.skipPollAttempt]);let S=j.useCallback((...e)=>{a(!d(),32);let[t]=e,n=h.options.fetchPolicy;n===`standby`&&(n=h.options.initialFetchPolicy);let r=c.current,i=h.variables,o=h.reobserve({fetchPolicy:n,variables:t?.variables,context:t?.context??{}});return h.options.notifyOnNetworkStatusChange&&c.current===r&&!s(h.variables,i)&&(c.current&&={...c.current},l.current()),o},[h,d]),C=j.useRef(S);return re(()=>{C.current=S}),[j.useCallback((...e)=>C.current(...e),[]),j.useMemo(()=>{let{partial:e,...t}=y;return{...b,...t,client:n,previousData:o.current,variables:h.variables,observable:h,called:!!c.current}},[n,y,b,h])]},N=o({data:void 0,dataState:`empty`,loading:!1,networkStatus:n.ready,partial:!0}),P=d(`
  query Videos($filter: VideoFilter, $after: String) {
    videos(first: 24, after: $after, filter: $filter, orderBy: NEWEST_FIRST) {
      totalCount
      pageInfo {
        hasNextPage
        endCursor
      }
      edges {
        node {
          id
          ...VideoCard
        }
      }
    }
  }
`),F=d(`
  query VideoPage($id: ID!) {
    video(id: $id) {
      id
      name
      camera
      timezone
      recordedAt
      status
      durationSeconds
      frameRate
      width
      height
      thumbnailUrl
      failure {
        code
        message
      }
      gaps {
        startSeconds
        endSeconds
        reason
      }
      events(first: 100, orderBy: EARLIEST_FIRST) {
        totalCount
        pageInfo {
          hasNextPage
          endCursor
        }
        edges {
          node {
            id
            ...LaneEvent
          }
        }
      }
      summary {
        ...SummaryText
      }
    }
  }
`),I=d(`
  query VideoEvents($id: ID!, $after: String) {
    video(id: $id) {
      id
      events(first: 100, after: $after, orderBy: EARLIEST_FIRST) {
        pageInfo {
          hasNextPage
          endCursor
        }
        edges {
          node {
            id
            ...LaneEvent
          }
        }
      }
    }
  }
`),L=d(`
  query VideoTracks($id: ID!) {
    video(id: $id) {
      id
      tracks {
        trackId
        seconds
        boxes {
          x
          y
          width
          height
        }
      }
    }
  }
`),R=d(`
  query VideoStoryboard($id: ID!) {
    video(id: $id) {
      id
      storyboard {
        url
        columns
        rows
        tileWidth
        tileHeight
        secondsPerTile
        tiles
      }
    }
  }
`),z=d(`
  query VideoDownload($id: ID!) {
    video(id: $id) {
      id
      downloadUrl
    }
  }
`),B=d(`
  mutation VideoClip($id: ID!, $from: Float!, $to: Float!, $exact: Boolean!) {
    exportClip(videoId: $id, startSeconds: $from, endSeconds: $to, exact: $exact) {
      url
      startSeconds
      endSeconds
      sizeBytes
      encoded
      omitted
      userErrors {
        code
        message
      }
    }
  }
`),V=d(`
  mutation VideoChat($input: VlmChatInput!) {
    vlmChat(input: $input) {
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
`),H=d(`
  mutation VideoSummarize($id: ID!, $regenerate: Boolean!) {
    generateSummary(videoId: $id, regenerate: $regenerate) {
      video {
        id
        summary {
          ...SummaryText
        }
      }
      userErrors {
        code
        message
      }
    }
  }
`),fe=d(`
  query VideoSummary($id: ID!) {
    video(id: $id) {
      id
      summary {
        ...SummaryText
      }
    }
  }
`),pe=d(`
  subscription VideoSummaryProgress($id: ID!, $after: Int) {
    summaryProgress(videoId: $id, afterSequence: $after) {
      sequence
      status
      stage
      percent
      textDelta
    }
  }
`),U={search:`_search_kihaz_1`,grid:`_grid_kihaz_2`,card:`_card_kihaz_3`,picture:`_picture_kihaz_5`,length:`_length_kihaz_7`,text:`_text_kihaz_8`},W=p(),me=d(`
  fragment VideoCard on Video {
    id
    name
    camera
    timezone
    recordedAt
    createdAt
    status
    durationSeconds
    thumbnailUrl
    majorEvent {
      id
      type
    }
  }
`);function he(){let e=m(),[n,r]=(0,j.useState)(``),[i,a]=(0,j.useState)(``),{data:o,error:s,loading:c,refetch:l,fetchMore:d}=t(P,{variables:{filter:i?{text:i}:{},after:null},fetchPolicy:`cache-and-network`}),f=o?.videos.edges.map(e=>e.node)??[],p=o?.videos.pageInfo;return(0,W.jsxs)(ee,{title:e(`view-videos`),children:[(0,W.jsx)(`form`,{role:`search`,onSubmit:e=>{e.preventDefault(),a(n.trim())},children:(0,W.jsx)(`input`,{"data-main-box":!0,type:`search`,className:U.search,"aria-label":e(`videos-search`),placeholder:e(`videos-search`),value:n,maxLength:200,onChange:e=>r(e.target.value)})}),s&&(0,W.jsx)(E,{error:s,onRetry:()=>void l()}),c&&!o&&(0,W.jsx)(y,{}),o&&f.length===0&&(0,W.jsx)(h,{title:e(i?`videos-none-fit`:`videos-none`),about:e(i?`videos-none-fit-how`:`videos-none-how`),children:!i&&(0,W.jsx)(u,{to:`/uploads`,children:e(`ask-go-upload`)})}),(0,W.jsx)(`ul`,{className:U.grid,children:f.map(e=>(0,W.jsx)(`li`,{children:(0,W.jsx)(ge,{video:e})},e.id))}),p?.hasNextPage&&(0,W.jsx)(_,{disabled:c,onClick:()=>void d({variables:{after:p.endCursor}}),children:e(`videos-more`)})]})}function ge({video:e}){let t=m(),n=O(me,e);return(0,W.jsxs)(u,{to:`/videos/${n.id}`,className:U.card,children:[(0,W.jsxs)(`span`,{className:U.picture,children:[(0,W.jsx)(te,{url:n.thumbnailUrl,alt:``}),n.durationSeconds!==null&&(0,W.jsx)(`span`,{className:U.length,children:w(n.durationSeconds)})]}),(0,W.jsxs)(`span`,{className:U.text,children:[(0,W.jsx)(`strong`,{children:n.name}),(0,W.jsxs)(`span`,{className:`soft small`,children:[(0,W.jsx)(T,{at:n.recordedAt??n.createdAt,zone:n.timezone}),n.camera!==null&&(0,W.jsxs)(W.Fragment,{children:[` · `,n.camera]})]}),(0,W.jsx)(`span`,{className:`small`,children:n.status===`READY`?n.majorEvent?t(`type-${n.majorEvent.type.toLowerCase()}`):t(`videos-no-events`):t(`status-${n.status.toLowerCase()}`)})]})]})}var G={chat:`_chat_5qi2n_1`,form:`_form_5qi2n_2`,here:`_here_5qi2n_4`},K=2;function _e({videoId:e,now:n,duration:r,onSeek:a}){let o=m(),s=i(),[c,l]=(0,j.useState)(``),[u,d]=(0,j.useState)(!0),[f,p]=(0,j.useState)(null),[h,{data:g,error:v,loading:y}]=D(V),b=t(k,{variables:{id:f??``},skip:f===null}).data?.promptSession?.histories.edges.map(e=>e.node)??[],x=async t=>{let i=u?{from:Math.max(0,n-K),to:Math.min(r,n+K)}:null,a={text:t.trim(),videoId:e,wait:!1,sessionId:f,seconds:i},o=(await h({variables:{input:a}}).catch(()=>null))?.data?.vlmChat;o?.session&&(l(``),f===null?p(o.session.id):await s.refetchQueries({include:[k]}))};return(0,W.jsxs)(`section`,{className:G.chat,"aria-label":o(`chat-title`),children:[(0,W.jsx)(`h2`,{children:o(`chat-title`)}),b.map(e=>(0,W.jsx)(oe,{history:e,moment:null,onMoment:e=>a(e.startSeconds),onAsk:e=>void x(e)},e.id)),b.length===0&&(0,W.jsx)(`p`,{className:`soft small`,children:o(`chat-how`)}),(0,W.jsxs)(`form`,{onSubmit:e=>{e.preventDefault(),c.trim()&&!y&&x(c)},className:G.form,children:[(0,W.jsx)(`label`,{className:`hidden`,htmlFor:`chat-box`,children:o(`chat-title`)}),(0,W.jsx)(`input`,{id:`chat-box`,"data-main-box":!0,placeholder:o(`chat-placeholder`),value:c,maxLength:2e3,autoComplete:`off`,onChange:e=>l(e.target.value)}),(0,W.jsx)(_,{kind:`primary`,type:`submit`,disabled:y||!c.trim(),children:o(`ask-send`)})]}),(0,W.jsxs)(`label`,{className:G.here,children:[(0,W.jsx)(`input`,{type:`checkbox`,checked:u,onChange:e=>d(e.target.checked)}),o(`chat-here`,{at:w(n)})]}),v&&(0,W.jsx)(E,{error:v}),g?.vlmChat.userErrors.map(e=>(0,W.jsx)(E,{error:e.message},e.code))]})}var q={bar:`_bar_15pvl_1`,done:`_done_15pvl_4`};function ve({videoId:e,duration:t,now:n,range:r,onRange:i}){let a=m(),[o,s]=(0,j.useState)(!1),[c,{data:l,error:u,loading:d,reset:p}]=D(B),h=l?.exportClip,g=t=>{t.preventDefault(),r&&c({variables:{id:e,from:r.from,to:r.to,exact:o}}).catch(()=>void 0)},v=(e,t)=>{let n=Number(t);r&&Number.isFinite(n)&&i({...r,[e]:n})};return r?(0,W.jsxs)(`form`,{className:q.bar,onSubmit:g,children:[(0,W.jsxs)(`label`,{children:[a(`ask-scope-from`),(0,W.jsx)(`input`,{type:`number`,min:0,max:t,step:.1,value:r.from.toFixed(1),onChange:e=>v(`from`,e.target.value)})]}),(0,W.jsxs)(`label`,{children:[a(`ask-scope-to`),(0,W.jsx)(`input`,{type:`number`,min:0,max:t,step:.1,value:r.to.toFixed(1),onChange:e=>v(`to`,e.target.value)})]}),(0,W.jsx)(`span`,{className:`soft small`,children:a(`clip-length`,{length:w(r.to-r.from)})}),(0,W.jsxs)(`label`,{className:q.exact,children:[(0,W.jsx)(`input`,{type:`checkbox`,checked:o,onChange:e=>s(e.target.checked)}),a(`clip-exact`)]}),(0,W.jsx)(_,{small:!0,kind:`primary`,type:`submit`,disabled:d||r.to<=r.from,children:a(d?`clip-cutting`:`clip-cut`)}),(0,W.jsx)(_,{small:!0,kind:`quiet`,onClick:()=>{i(null),p()},children:a(`cancel`)}),u&&(0,W.jsx)(E,{error:u}),h?.userErrors.map(e=>(0,W.jsx)(E,{error:e.message},e.code)),h?.url&&(0,W.jsxs)(`p`,{className:q.done,role:`status`,children:[(0,W.jsxs)(`a`,{href:h.url,download:!0,target:`_blank`,rel:`noreferrer`,children:[(0,W.jsx)(f,{name:`download`,size:16}),` `,a(`clip-ready`,{from:w(h.startSeconds??0),to:w(h.endSeconds??0),size:Math.max(1,Math.round((h.sizeBytes??0)/1e3))})]}),!h.encoded&&(0,W.jsx)(`span`,{className:`soft small`,children:a(`clip-key-frame`)}),h.omitted?.length?(0,W.jsx)(`span`,{className:`soft small`,children:a(`clip-omitted`,{what:h.omitted.join(`, `)})}):null]})]}):(0,W.jsxs)(`div`,{className:q.bar,children:[(0,W.jsxs)(_,{small:!0,disabled:t<=0,onClick:()=>i({from:Math.max(0,n-5),to:Math.min(t,n+5)}),children:[(0,W.jsx)(f,{name:`clip`,size:16}),` `,a(`clip-start`)]}),(0,W.jsx)(`span`,{className:`soft small`,children:a(`clip-how`)})]})}function ye({id:e}){let t=m(),[n,{error:r,loading:i}]=de(z,{fetchPolicy:`no-cache`}),a=async()=>{let t=(await n({variables:{id:e}}).catch(()=>null))?.data?.video?.downloadUrl;t&&window.location.assign(t)};return(0,W.jsxs)(W.Fragment,{children:[(0,W.jsxs)(_,{small:!0,disabled:i,onClick:()=>void a(),children:[(0,W.jsx)(f,{name:`download`,size:16}),` `,t(`video-download`)]}),r&&(0,W.jsx)(E,{error:r})]})}function J(e,t,n){let r=e.map(e=>e.startSeconds).sort((e,t)=>e-t);return(n>0?r.find(e=>e>t+.05):r.findLast(e=>e<t-.3))??null}function Y(e,t,n){let r=e=>Math.min(Math.max(e,0),n),[i,a]=[r(Math.min(e,t)),r(Math.max(e,t))];return a-i>=.3?{from:Math.round(i*10)/10,to:Math.round(a*10)/10}:null}function be(e){let t=new Map;for(let n of e)t.set(n.type,[...t.get(n.type)??[],n]);return[...t]}var X={lane:`_lane_1626g_1`,names:`_names_1626g_2`,track:`_track_1626g_4`,row:`_row_1626g_5`,event:`_event_1626g_6`,serious:`_serious_1626g_7`,empty:`_empty_1626g_8`,gap:`_gap_1626g_9`,range:`_range_1626g_10`,now:`_now_1626g_11`,scale:`_scale_1626g_12`,preview:`_preview_1626g_13`,tile:`_tile_1626g_15`},Z=160;function xe({videoId:e,seconds:n,left:r}){let{data:i}=t(R,{variables:{id:e}}),a=i?.video?.storyboard,o=a?Math.min(a.tiles-1,Math.floor(n/a.secondsPerTile)):0;return(0,W.jsxs)(`span`,{className:X.preview,style:{left:r},children:[a&&(0,W.jsx)(`span`,{className:X.tile,style:{width:Z,height:Z*a.tileHeight/a.tileWidth,backgroundImage:`url(${JSON.stringify(a.url)})`,backgroundSize:`${String(a.columns*100)}% ${String(a.rows*100)}%`,backgroundPosition:`${String(o%a.columns/Math.max(1,a.columns-1)*100)}% ${String(Math.floor(o/a.columns)/Math.max(1,a.rows-1)*100)}%`}}),w(n)]})}var Se=d(`
  fragment LaneEvent on Event {
    id
    type
    startSeconds
    endSeconds
    boundingBox {
      x
      y
      width
      height
    }
    person {
      trackId
    }
  }
`),Ce=new Set([`FIGHTING`,`COLLAPSE`,`THEFT`,`VANDALISM`,`INTRUSION`,`LYING`,`CAMERA_TAMPERED`]);function we({videoId:e,events:t,gaps:n,duration:r,now:i,range:a,onSeek:o,onRange:s}){let c=m(),l=(0,j.useRef)(null),[u,d]=(0,j.useState)(null),[f,p]=(0,j.useState)(null);if(r<=0)return(0,W.jsx)(`p`,{className:`soft small`,children:c(`lane-none`)});let h=e=>`${String(Math.min(100,Math.max(0,e/r*100)))}%`,g=e=>{let t=l.current?.getBoundingClientRect();return t?Math.min(r,Math.max(0,(e.clientX-t.left)/t.width*r)):0},_=e=>{e.button===0&&(e.currentTarget.setPointerCapture(e.pointerId),d(g(e)))},v=e=>{let t=g(e);p(t),u!==null&&s(Y(u,t,r)??a)},y=e=>{let t=g(e);u!==null&&Y(u,t,r)===null&&o(t),d(null)},b=e=>{let t={ArrowLeft:-1,ArrowRight:1,PageDown:-10,PageUp:10}[e.key];t!==void 0&&(e.preventDefault(),o(Math.min(r,Math.max(0,i+t))))},x=be(t);return(0,W.jsxs)(`div`,{className:X.lane,children:[(0,W.jsx)(`ul`,{className:X.names,children:x.map(([e])=>(0,W.jsx)(`li`,{children:c(`type-${e.toLowerCase()}`)},e))}),(0,W.jsxs)(`div`,{ref:l,className:X.track,role:`slider`,tabIndex:0,"aria-label":c(`lane-title`),"aria-valuemin":0,"aria-valuemax":Math.round(r),"aria-valuenow":Math.round(i),"aria-valuetext":`${w(i)} / ${w(r)}`,onPointerDown:_,onPointerMove:v,onPointerUp:y,onPointerLeave:()=>p(null),onKeyDown:b,children:[x.map(([e,t])=>(0,W.jsx)(`div`,{className:X.row,children:t.map(t=>(0,W.jsx)(`span`,{className:`${X.event} ${Ce.has(e)?X.serious:``}`,title:`${c(`type-${e.toLowerCase()}`)} ${w(t.startSeconds)}`,style:{left:h(t.startSeconds),width:h(t.endSeconds-t.startSeconds)}},t.id))},e)),x.length===0&&(0,W.jsx)(`p`,{className:X.empty,children:c(`videos-no-events`)}),n.map(({startSeconds:e,endSeconds:t,reason:n},r)=>(0,W.jsx)(`span`,{className:X.gap,title:c(`gap-${n.toLowerCase()}`),style:{left:h(e??0),width:h((t??0)-(e??0))}},r)),a&&(0,W.jsx)(`span`,{className:X.range,style:{left:h(a.from),width:h(a.to-a.from)}}),(0,W.jsx)(`span`,{className:X.now,style:{left:h(i)}}),f!==null&&(0,W.jsx)(xe,{videoId:e,seconds:f,left:h(f)})]}),(0,W.jsx)(`span`,{}),(0,W.jsxs)(`div`,{className:X.scale,children:[(0,W.jsx)(`span`,{children:w(0)}),(0,W.jsx)(`span`,{children:w(r/2)}),(0,W.jsx)(`span`,{children:w(r)})]})]})}var Te=d(`
  fragment SummaryText on Summary {
    status
    headline
    text
    citations {
      number
      startSeconds
    }
  }
`);function Ee({videoId:e,summary:t,onSeek:n}){let r=m(),a=i(),o=O(Te,t),[s,{data:c,error:l,loading:u}]=D(H),[d,f]=(0,j.useState)({text:``,percent:0,sequence:null}),[p,h]=(0,j.useState)(null),g=o?.status===`QUEUED`||o?.status===`GENERATING`;se({query:pe,subject:e,variables:g?t=>({id:e,after:t?.summaryProgress.sequence??null}):null,next:({summaryProgress:e},t)=>f(n=>({text:(t&&n.sequence===null||e.stage===`QUEUED`?``:n.text)+e.textDelta,percent:e.percent,sequence:e.sequence})),complete:()=>void a.query({query:fe,variables:{id:e},fetchPolicy:`network-only`}).catch(h),fail:h});let v=t=>{f({text:``,percent:0,sequence:null}),s({variables:{id:e,regenerate:t}}).catch(()=>void 0)},y=o?.citations.map(e=>e.number)??[],b=e=>{let t=o?.citations.find(t=>t.number===e);t&&n(t.startSeconds)};return(0,W.jsxs)(`section`,{className:G.chat,"aria-label":r(`summary-title`),children:[(0,W.jsx)(`h2`,{children:r(`summary-title`)}),g?(0,W.jsxs)(W.Fragment,{children:[(0,W.jsx)(`p`,{role:`status`,className:`soft`,children:r(`summary-writing`,{percent:d.percent})}),d.text&&(0,W.jsx)(A,{text:d.text,numbers:[],onCite:b})]}):o?.text?(0,W.jsxs)(W.Fragment,{children:[o.headline!==null&&(0,W.jsx)(`strong`,{children:o.headline}),(0,W.jsx)(A,{text:o.text,numbers:y,onCite:b})]}):(0,W.jsx)(`p`,{className:`soft small`,children:r(o?.status===`EMPTY`?`summary-empty`:`summary-none`)}),!g&&(0,W.jsx)(`div`,{children:(0,W.jsx)(_,{small:!0,disabled:u,onClick:()=>v(!!o?.text),children:r(o?.text?`summary-again`:`summary-write`)})}),l&&(0,W.jsx)(E,{error:l}),p!==null&&(0,W.jsx)(E,{error:p}),c?.generateSummary.userErrors.map(e=>(0,W.jsx)(E,{error:e.message},e.code))]})}var De=1.5;function Oe(e,t){return e.flatMap((e,n)=>{let r=Q(e.seconds,t),i=r-1,[a,o]=[e.seconds[i],e.seconds[r]],[s,c]=[e.boxes[i],e.boxes[r]],l=e.trackId;if(a===void 0||!s)return[];if(a===t||o===void 0||!c)return t-a<.25?[{...s,label:l,hue:n}]:[];if(o-a>De)return[];let u=(t-a)/(o-a),d=(e,t)=>e+(t-e)*u;return[{x:d(s.x,c.x),y:d(s.y,c.y),width:d(s.width,c.width),height:d(s.height,c.height),label:l,hue:n}]})}function Q(e,t){let[n,r]=[0,e.length];for(;n<r;){let i=n+r>>1;(e[i]??1/0)<=t?n=i+1:r=i}return n}var ke=1;function Ae(e,t){let n=e.filter(({startSeconds:e})=>t>=e-.1&&t<=e+ke),r=[...new Set(e.map(e=>e.person?.trackId??``))];return n.flatMap(({boundingBox:e,person:t})=>e?[{...e,label:t?.trackId??``,hue:r.indexOf(t?.trackId??``)}]:[])}function je(e,n){let[r,i]=(0,j.useState)(!0),[a,o]=(0,j.useState)(!1),{data:s}=t(L,{variables:{id:e},skip:!r||!a}),c=s?.video?.tracks,l=(0,j.useCallback)(e=>c?.length?Oe(c,e):Ae(n,e),[c,n]),u=(0,j.useCallback)(()=>o(!0),[]);return{boxesAt:l,on:r,toggle:(0,j.useCallback)(()=>i(e=>!e),[]),want:u}}var Me=1e3;function Ne(e){let t=i(),[n,r]=(0,j.useState)([]),{id:a,events:o}=e;return(0,j.useEffect)(()=>{let e=!0;return(async()=>{let n=[],i=o.pageInfo;for(;i.hasNextPage&&o.edges.length+n.length<Me;){let r={id:a,after:i.endCursor},o=(await t.query({query:I,variables:r,fetchPolicy:`no-cache`})).data?.video?.events;if(!o||!e)return;n.push(...o.edges),i=o.pageInfo}e&&r(n)})().catch(()=>void 0),()=>{e=!1}},[t,o,a]),(0,j.useMemo)(()=>[...o.edges,...n].map(e=>O(Se,e.node)),[o,n])}var $={page:`_page_nfa9h_1`,watch:`_watch_nfa9h_2`,beside:`_beside_nfa9h_2`,head:`_head_nfa9h_3`,tools:`_tools_nfa9h_4`,toggle:`_toggle_nfa9h_5`};function Pe(){let e=m(),{videoId:n=``}=S(),{data:r,error:i,refetch:a}=t(F,{variables:{id:n}}),o=r?.video?.name;return(0,j.useEffect)(()=>{document.title=`${o??e(`view-videos`)} · Watchgraph`},[o,e]),i&&!r?(0,W.jsx)(E,{error:i,onRetry:()=>void a()}):r?r.video?(0,W.jsx)(Fe,{video:r.video},n):(0,W.jsx)(h,{title:e(`video-gone`),about:e(`video-gone-how`),children:(0,W.jsx)(u,{to:`/videos`,children:e(`video-all`)})}):(0,W.jsx)(y,{})}function Fe({video:e}){let t=m(),[n]=l(),r=Number(n.get(`t`)??0)||0,i=ae(e.id),{footage:a}=i,o=(0,j.useRef)(null),[s,c]=(0,j.useState)(r),[d,f]=(0,j.useState)(null),[p,h]=(0,j.useState)(null),g=Ne(e),{boxesAt:_,on:y,toggle:b,want:x}=je(e.id,g),S=e.durationSeconds??0,C=(0,j.useCallback)((e,t=!0)=>{o.current?.seek(e,t),c(e),x()},[x]),w=(0,j.useEffectEvent)(t=>{if(t.ctrlKey||t.metaKey||t.altKey||v(t.target))return;let n=o.current?.now()??s,r=1/(e.frameRate??25),i={ArrowLeft:()=>C(n-5,!1),ArrowRight:()=>C(n+5,!1),",":()=>C(n-r,!1),".":()=>C(n+r,!1),j:()=>C(J(g,n,1)??n,!1),k:()=>C(J(g,n,-1)??n,!1),b,i:()=>f({from:n,to:Math.max(d?.to??0,n+1)}),o:()=>f({from:Math.min(d?.from??n-1,n-1),to:n})," ":()=>o.current?.toggle()}[t.key],a=t.target instanceof HTMLElement&&t.target.closest(`button, a, video, [role=slider]`)!==null;!i||a&&[` `,`ArrowLeft`,`ArrowRight`].includes(t.key)||(t.preventDefault(),i())});return(0,j.useEffect)(()=>{let e=e=>w(e);return window.addEventListener(`keydown`,e),()=>window.removeEventListener(`keydown`,e)},[]),(0,W.jsxs)(`div`,{className:$.page,children:[(0,W.jsxs)(`div`,{className:$.watch,children:[(0,W.jsxs)(`header`,{className:$.head,children:[(0,W.jsx)(`h1`,{children:e.name}),(0,W.jsxs)(`p`,{className:`soft`,children:[(0,W.jsx)(T,{at:e.recordedAt,zone:e.timezone,timecode:t(`video-no-time`)}),e.camera!==null&&(0,W.jsxs)(W.Fragment,{children:[` · `,e.camera]})]})]}),e.failure&&(0,W.jsx)(E,{error:e.failure.message}),a?.url&&a.url!==p?(0,W.jsx)(ne,{ref:o,footage:{...a,url:a.url},start:r,boxesAt:y?_:void 0,onTime:c,onPlay:x,onBroken:()=>h(a.url)}):(0,W.jsx)(ie,{state:i,isBroken:p!==null,frameUrl:e.thumbnailUrl}),(0,W.jsx)(we,{videoId:e.id,events:g,gaps:e.gaps,duration:S,now:s,range:d,onSeek:C,onRange:f}),e.events.totalCount>g.length&&(0,W.jsx)(`p`,{className:`soft small`,children:t(`lane-cut`,{count:g.length,all:e.events.totalCount})}),(0,W.jsxs)(`div`,{className:$.tools,children:[(0,W.jsxs)(`label`,{className:$.toggle,children:[(0,W.jsx)(`input`,{type:`checkbox`,checked:y,onChange:b}),` `,t(`video-boxes`)]}),(0,W.jsx)(u,{to:`/events?videoIds=${e.id}`,children:t(`video-events`,{count:e.events.totalCount})}),(0,W.jsx)(ye,{id:e.id})]}),(0,W.jsx)(ve,{videoId:e.id,duration:S,now:s,range:d,onRange:f})]}),(0,W.jsxs)(`div`,{className:$.beside,children:[(0,W.jsx)(Ee,{videoId:e.id,summary:e.summary,onSeek:C}),(0,W.jsx)(_e,{videoId:e.id,now:s,duration:S,onSeek:C})]})]})}function Ie(){return(0,W.jsxs)(C,{children:[(0,W.jsx)(b,{index:!0,element:(0,W.jsx)(he,{})}),(0,W.jsx)(b,{path:`:videoId`,element:(0,W.jsx)(Pe,{})})]})}export{Ie as default};