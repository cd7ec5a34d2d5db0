import{n as e}from"./rolldown-runtime-WkwZ5CU-.js";import{C as t,E as n,F as r,L as i,N as a,O as o,P as s,S as c,T as l,_ as u,b as d,d as f,f as p,g as m,h,i as g,j as _,l as v,m as y,r as b,t as x,v as S,x as C}from"./index-D0JIEHbN.js";import{n as w,t as T}from"./TimeText-Y5utECd1.js";import{t as E}from"./ErrorNote-7-NKVRVp.js";import{t as ee}from"./Page-BT9UX3I1.js";import{a as D,i as te,n as ne,o as re,r as ie,t as ae}from"./useFootage-B49Ri5Bv.js";import{i as O,n as k,r as A,t as oe}from"./Answer-DACtgY2A.js";import{t as se}from"./useStream-BRJ9ODqz.js";var j=e(i(),1),M;function ce(){}function le(){return M||=j.createContext(null),j.useCallback(()=>{let e=console.error;try{return console.error=ce,j.useContext(M),!0}catch{return!1}finally{console.error=e}},[])}var ue=[`refetch`,`fetchMore`,`updateQuery`,`startPolling`,`stopPolling`,`subscribeToMore`],de=function(e,n){let i=s(n?.client),c=j.useRef(void 0),u=j.useRef(void 0),d=j.useRef(()=>{}),f=l(()=>n,[n]),p=le();function m(){return i.watchQuery({...n,query:e,initialFetchPolicy:n?.fetchPolicy,fetchPolicy:`standby`,[o]:!0})}let[h,g]=j.useState(i),[_,v]=j.useState(m);h!==i&&(g(i),v(m()));let y=j.useCallback((e,t)=>{let n=u.current?.data;n&&!a(n,e.data)&&(c.current=n),u.current=e,t()},[]),b=t(j.useCallback(e=>{d.current=e;let t=_.subscribe(t=>{a(u.current,t)||y(t,e)});return()=>{t.unsubscribe()}},[_,y]),()=>u.current||N,()=>N),x=j.useMemo(()=>{let e={};for(let t of ue)e[t]=function(...e){return r(u.current,31,t),_[t](...e)};return e},[_]);j.useEffect(()=>{let t={query:e,errorPolicy:f?.errorPolicy,refetchOn:f?.refetchOn,refetchWritePolicy:f?.refetchWritePolicy,returnPartialData:f?.returnPartialData,notifyOnNetworkStatusChange:f?.notifyOnNetworkStatusChange,pollInterval:f?.pollInterval,nextFetchPolicy:n?.nextFetchPolicy,skipPollAttempt:n?.skipPollAttempt};_.options.fetchPolicy!==`standby`&&f?.fetchPolicy&&(t.fetchPolicy=f.fetchPolicy),_.applyOptions(t)},[e,_,f,n?.nextFetchPolicy,n?.skipPollAttempt]);let S=j.useCallback((...e)=>{r(!p(),32);let[t]=e,n=_.options.fetchPolicy;n===`standby`&&(n=_.options.initialFetchPolicy);let i=u.current,o=_.variables,s=_.reobserve({fetchPolicy:n,variables:t?.variables,context:t?.context??{}});return _.options.notifyOnNetworkStatusChange&&u.current===i&&!a(_.variables,o)&&(u.current&&={...u.current},d.current()),s},[_,p]),C=j.useRef(S);return re(()=>{C.current=S}),[j.useCallback((...e)=>C.current(...e),[]),j.useMemo(()=>{let{partial:e,...t}=b;return{...x,...t,client:i,previousData:c.current,variables:_.variables,observable:_,called:!!u.current}},[i,b,x,_])]},N=_({data:void 0,dataState:`empty`,loading:!1,networkStatus:n.ready,partial:!0}),P=g(`
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
`),F=g(`
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
`),I=g(`
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
`),L=g(`
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
`),R=g(`
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
`),z=g(`
  query VideoDownload($id: ID!) {
    video(id: $id) {
      id
      downloadUrl
    }
  }
`),B=g(`
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
`),V=g(`
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
`),H=g(`
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
`),fe=g(`
  query VideoSummary($id: ID!) {
    video(id: $id) {
      id
      summary {
        ...SummaryText
      }
    }
  }
`),pe=g(`
  subscription VideoSummaryProgress($id: ID!, $after: Int) {
    summaryProgress(videoId: $id, afterSequence: $after) {
      sequence
      status
      stage
      percent
      textDelta
    }
  }
`),U={search:`_search_kihaz_1`,grid:`_grid_kihaz_2`,card:`_card_kihaz_3`,picture:`_picture_kihaz_5`,length:`_length_kihaz_7`,text:`_text_kihaz_8`},W=h(),me=g(`
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
`);function he(){let e=y(),[t,n]=(0,j.useState)(``),[r,i]=(0,j.useState)(``),{data:a,error:o,loading:s,refetch:l,fetchMore:u}=c(P,{variables:{filter:r?{text:r}:{},after:null},fetchPolicy:`cache-and-network`}),d=a?.videos.edges.map(e=>e.node)??[],f=a?.videos.pageInfo;return(0,W.jsxs)(ee,{title:e(`view-videos`),children:[(0,W.jsx)(`form`,{role:`search`,onSubmit:e=>{e.preventDefault(),i(t.trim())},children:(0,W.jsx)(`input`,{"data-main-box":!0,type:`search`,className:U.search,"aria-label":e(`videos-search`),placeholder:e(`videos-search`),value:t,maxLength:200,onChange:e=>n(e.target.value)})}),o&&(0,W.jsx)(E,{error:o,onRetry:()=>void l()}),s&&!a&&(0,W.jsx)(v,{}),a&&d.length===0&&(0,W.jsx)(b,{title:e(r?`videos-none-fit`:`videos-none`),about:e(r?`videos-none-fit-how`:`videos-none-how`),children:!r&&(0,W.jsx)(m,{to:`/uploads`,children:e(`ask-go-upload`)})}),(0,W.jsx)(`ul`,{className:U.grid,children:d.map(e=>(0,W.jsx)(`li`,{children:(0,W.jsx)(ge,{video:e})},e.id))}),f?.hasNextPage&&(0,W.jsx)(p,{disabled:s,onClick:()=>void u({variables:{after:f.endCursor}}),children:e(`videos-more`)})]})}function ge({video:e}){let t=y(),n=O(me,e);return(0,W.jsxs)(m,{to:`/videos/${n.id}`,className:U.card,children:[(0,W.jsxs)(`span`,{className:U.picture,children:[(0,W.jsx)(te,{url:n.thumbnailUrl,alt:``}),n.durationSeconds!==null&&(0,W.jsx)(`span`,{className:U.length,children:w(n.durationSeconds)})]}),(0,W.jsxs)(`span`,{className:U.text,children:[(0,W.jsx)(`strong`,{children:n.name}),(0,W.jsxs)(`span`,{className:`soft small`,children:[(0,W.jsx)(T,{at:n.recordedAt??n.createdAt,zone:n.timezone}),n.camera!==null&&(0,W.jsxs)(W.Fragment,{children:[` · `,n.camera]})]}),(0,W.jsx)(`span`,{className:`small`,children:n.status===`READY`?n.majorEvent?t(`type-${n.majorEvent.type.toLowerCase()}`):t(`videos-no-events`):t(`status-${n.status.toLowerCase()}`)})]})]})}var G={chat:`_chat_5qi2n_1`,form:`_form_5qi2n_2`,here:`_here_5qi2n_4`},K=2;function _e({videoId:e,now:t,duration:n,onSeek:r}){let i=y(),a=s(),[o,l]=(0,j.useState)(``),[u,d]=(0,j.useState)(!0),[f,m]=(0,j.useState)(null),[h,{data:g,error:_,loading:v}]=D(V),b=c(k,{variables:{id:f??``},skip:f===null}).data?.promptSession?.histories.edges.map(e=>e.node)??[],x=async r=>{let i=u?{from:Math.max(0,t-K),to:Math.min(n,t+K)}:null,o={text:r.trim(),videoId:e,wait:!1,sessionId:f,seconds:i},s=(await h({variables:{input:o}}).catch(()=>null))?.data?.vlmChat;s?.session&&(l(``),f===null?m(s.session.id):await a.refetchQueries({include:[k]}))};return(0,W.jsxs)(`section`,{className:G.chat,"aria-label":i(`chat-title`),children:[(0,W.jsx)(`h2`,{children:i(`chat-title`)}),b.map(e=>(0,W.jsx)(oe,{history:e,moment:null,onMoment:e=>r(e.startSeconds),onAsk:e=>void x(e)},e.id)),b.length===0&&(0,W.jsx)(`p`,{className:`soft small`,children:i(`chat-how`)}),(0,W.jsxs)(`form`,{onSubmit:e=>{e.preventDefault(),o.trim()&&!v&&x(o)},className:G.form,children:[(0,W.jsx)(`label`,{className:`hidden`,htmlFor:`chat-box`,children:i(`chat-title`)}),(0,W.jsx)(`input`,{id:`chat-box`,"data-main-box":!0,placeholder:i(`chat-placeholder`),value:o,maxLength:2e3,autoComplete:`off`,onChange:e=>l(e.target.value)}),(0,W.jsx)(p,{kind:`primary`,type:`submit`,disabled:v||!o.trim(),children:i(`ask-send`)})]}),(0,W.jsxs)(`label`,{className:G.here,children:[(0,W.jsx)(`input`,{type:`checkbox`,checked:u,onChange:e=>d(e.target.checked)}),i(`chat-here`,{at:w(t)})]}),_&&(0,W.jsx)(E,{error:_}),g?.vlmChat.userErrors.map(e=>(0,W.jsx)(E,{error:e.message},e.code))]})}var q={bar:`_bar_15pvl_1`,done:`_done_15pvl_4`};function ve({videoId:e,duration:t,now:n,range:r,onRange:i}){let a=y(),[o,s]=(0,j.useState)(!1),[c,{data:l,error:u,loading:d,reset:m}]=D(B),h=l?.exportClip,g=t=>{t.preventDefault(),r&&c({variables:{id:e,from:r.from,to:r.to,exact:o}}).catch(()=>void 0)},_=(e,t)=>{let n=Number(t);r&&Number.isFinite(n)&&i({...r,[e]:n})};return r?(0,W.jsxs)(`form`,{className:q.bar,onSubmit:g,children:[(0,W.jsxs)(`label`,{children:[a(`ask-scope-from`),(0,W.jsx)(`input`,{type:`number`,min:0,max:t,step:.1,value:r.from.toFixed(1),onChange:e=>_(`from`,e.target.value)})]}),(0,W.jsxs)(`label`,{children:[a(`ask-scope-to`),(0,W.jsx)(`input`,{type:`number`,min:0,max:t,step:.1,value:r.to.toFixed(1),onChange:e=>_(`to`,e.target.value)})]}),(0,W.jsx)(`span`,{className:`soft small`,children:a(`clip-length`,{length:w(r.to-r.from)})}),(0,W.jsxs)(`label`,{className:q.exact,children:[(0,W.jsx)(`input`,{type:`checkbox`,checked:o,onChange:e=>s(e.target.checked)}),a(`clip-exact`)]}),(0,W.jsx)(p,{small:!0,kind:`primary`,type:`submit`,disabled:d||r.to<=r.from,children:a(d?`clip-cutting`:`clip-cut`)}),(0,W.jsx)(p,{small:!0,kind:`quiet`,onClick:()=>{i(null),m()},children:a(`cancel`)}),u&&(0,W.jsx)(E,{error:u}),h?.userErrors.map(e=>(0,W.jsx)(E,{error:e.message},e.code)),h?.url&&(0,W.jsxs)(`p`,{className:q.done,role:`status`,children:[(0,W.jsxs)(`a`,{href:h.url,download:!0,target:`_blank`,rel:`noreferrer`,children:[(0,W.jsx)(f,{name:`download`,size:16}),` `,a(`clip-ready`,{from:w(h.startSeconds??0),to:w(h.endSeconds??0),size:Math.max(1,Math.round((h.sizeBytes??0)/1e3))})]}),!h.encoded&&(0,W.jsx)(`span`,{className:`soft small`,children:a(`clip-key-frame`)}),h.omitted?.length?(0,W.jsx)(`span`,{className:`soft small`,children:a(`clip-omitted`,{what:h.omitted.join(`, `)})}):null]})]}):(0,W.jsxs)(`div`,{className:q.bar,children:[(0,W.jsxs)(p,{small:!0,disabled:t<=0,onClick:()=>i({from:Math.max(0,n-5),to:Math.min(t,n+5)}),children:[(0,W.jsx)(f,{name:`clip`,size:16}),` `,a(`clip-start`)]}),(0,W.jsx)(`span`,{className:`soft small`,children:a(`clip-how`)})]})}function ye({id:e}){let t=y(),[n,{error:r,loading:i}]=de(z,{fetchPolicy:`no-cache`}),a=async()=>{let t=(await n({variables:{id:e}}).catch(()=>null))?.data?.video?.downloadUrl;t&&window.location.assign(t)};return(0,W.jsxs)(W.Fragment,{children:[(0,W.jsxs)(p,{small:!0,disabled:i,onClick:()=>void a(),children:[(0,W.jsx)(f,{name:`download`,size:16}),` `,t(`video-download`)]}),r&&(0,W.jsx)(E,{error:r})]})}function J(e,t,n){let r=e.map(e=>e.startSeconds).sort((e,t)=>e-t);return(n>0?r.find(e=>e>t+.05):r.findLast(e=>e<t-.3))??null}function Y(e,t,n){let r=e=>Math.min(Math.max(e,0),n),[i,a]=[r(Math.min(e,t)),r(Math.max(e,t))];return a-i>=.3?{from:Math.round(i*10)/10,to:Math.round(a*10)/10}:null}function be(e){let t=new Map;for(let n of e)t.set(n.type,[...t.get(n.type)??[],n]);return[...t]}var X={lane:`_lane_1626g_1`,names:`_names_1626g_2`,track:`_track_1626g_4`,row:`_row_1626g_5`,event:`_event_1626g_6`,serious:`_serious_1626g_7`,empty:`_empty_1626g_8`,gap:`_gap_1626g_9`,range:`_range_1626g_10`,now:`_now_1626g_11`,scale:`_scale_1626g_12`,preview:`_preview_1626g_13`,tile:`_tile_1626g_15`},Z=160;function xe({videoId:e,seconds:t,left:n}){let{data:r}=c(R,{variables:{id:e}}),i=r?.video?.storyboard,a=i?Math.min(i.tiles-1,Math.floor(t/i.secondsPerTile)):0;return(0,W.jsxs)(`span`,{className:X.preview,style:{left:n},children:[i&&(0,W.jsx)(`span`,{className:X.tile,style:{width:Z,height:Z*i.tileHeight/i.tileWidth,backgroundImage:`url(${JSON.stringify(i.url)})`,backgroundSize:`${String(i.columns*100)}% ${String(i.rows*100)}%`,backgroundPosition:`${String(a%i.columns/Math.max(1,i.columns-1)*100)}% ${String(Math.floor(a/i.columns)/Math.max(1,i.rows-1)*100)}%`}}),w(t)]})}var Se=g(`
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
`),Ce=new Set([`FIGHTING`,`COLLAPSE`,`THEFT`,`VANDALISM`,`INTRUSION`,`LYING`,`CAMERA_TAMPERED`]);function we({videoId:e,events:t,gaps:n,duration:r,now:i,range:a,onSeek:o,onRange:s}){let c=y(),l=(0,j.useRef)(null),[u,d]=(0,j.useState)(null),[f,p]=(0,j.useState)(null);if(r<=0)return(0,W.jsx)(`p`,{className:`soft small`,children:c(`lane-none`)});let m=e=>`${String(Math.min(100,Math.max(0,e/r*100)))}%`,h=e=>{let t=l.current?.getBoundingClientRect();return t?Math.min(r,Math.max(0,(e.clientX-t.left)/t.width*r)):0},g=e=>{e.button===0&&(e.currentTarget.setPointerCapture(e.pointerId),d(h(e)))},_=e=>{let t=h(e);p(t),u!==null&&s(Y(u,t,r)??a)},v=e=>{let t=h(e);u!==null&&Y(u,t,r)===null&&o(t),d(null)},b=e=>{let t={ArrowLeft:-1,ArrowRight:1,PageDown:-10,PageUp:10}[e.key];t!==void 0&&(e.preventDefault(),o(Math.min(r,Math.max(0,i+t))))},x=be(t);return(0,W.jsxs)(`div`,{className:X.lane,children:[(0,W.jsx)(`ul`,{className:X.names,children:x.map(([e])=>(0,W.jsx)(`li`,{children:c(`type-${e.toLowerCase()}`)},e))}),(0,W.jsxs)(`div`,{ref:l,className:X.track,role:`slider`,tabIndex:0,"aria-label":c(`lane-title`),"aria-valuemin":0,"aria-valuemax":Math.round(r),"aria-valuenow":Math.round(i),"aria-valuetext":`${w(i)} / ${w(r)}`,onPointerDown:g,onPointerMove:_,onPointerUp:v,onPointerLeave:()=>p(null),onKeyDown:b,children:[x.map(([e,t])=>(0,W.jsx)(`div`,{className:X.row,children:t.map(t=>(0,W.jsx)(`span`,{className:`${X.event} ${Ce.has(e)?X.serious:``}`,title:`${c(`type-${e.toLowerCase()}`)} ${w(t.startSeconds)}`,style:{left:m(t.startSeconds),width:m(t.endSeconds-t.startSeconds)}},t.id))},e)),x.length===0&&(0,W.jsx)(`p`,{className:X.empty,children:c(`videos-no-events`)}),n.map(({startSeconds:e,endSeconds:t,reason:n},r)=>(0,W.jsx)(`span`,{className:X.gap,title:c(`gap-${n.toLowerCase()}`),style:{left:m(e??0),width:m((t??0)-(e??0))}},r)),a&&(0,W.jsx)(`span`,{className:X.range,style:{left:m(a.from),width:m(a.to-a.from)}}),(0,W.jsx)(`span`,{className:X.now,style:{left:m(i)}}),f!==null&&(0,W.jsx)(xe,{videoId:e,seconds:f,left:m(f)})]}),(0,W.jsx)(`span`,{}),(0,W.jsxs)(`div`,{className:X.scale,children:[(0,W.jsx)(`span`,{children:w(0)}),(0,W.jsx)(`span`,{children:w(r/2)}),(0,W.jsx)(`span`,{children:w(r)})]})]})}var Te=g(`
  fragment SummaryText on Summary {
    status
    headline
    text
    citations {
      number
      startSeconds
    }
  }
`);function Ee({videoId:e,summary:t,onSeek:n}){let r=y(),i=s(),a=O(Te,t),[o,{data:c,error:l,loading:u}]=D(H),[d,f]=(0,j.useState)({text:``,percent:0,sequence:null}),[m,h]=(0,j.useState)(null),g=a?.status===`QUEUED`||a?.status===`GENERATING`;se({query:pe,subject:e,variables:g?t=>({id:e,after:t?.summaryProgress.sequence??null}):null,next:({summaryProgress:e},t)=>f(n=>({text:(t&&n.sequence===null||e.stage===`QUEUED`?``:n.text)+e.textDelta,percent:e.percent,sequence:e.sequence})),complete:()=>void i.query({query:fe,variables:{id:e},fetchPolicy:`network-only`}).catch(h),fail:h});let _=t=>{f({text:``,percent:0,sequence:null}),o({variables:{id:e,regenerate:t}}).catch(()=>void 0)},v=a?.citations.map(e=>e.number)??[],b=e=>{let t=a?.citations.find(t=>t.number===e);t&&n(t.startSeconds)};return(0,W.jsxs)(`section`,{className:G.chat,"aria-label":r(`summary-title`),children:[(0,W.jsx)(`h2`,{children:r(`summary-title`)}),g?(0,W.jsxs)(W.Fragment,{children:[(0,W.jsx)(`p`,{role:`status`,className:`soft`,children:r(`summary-writing`,{percent:d.percent})}),d.text&&(0,W.jsx)(A,{text:d.text,numbers:[],onCite:b})]}):a?.text?(0,W.jsxs)(W.Fragment,{children:[a.headline!==null&&(0,W.jsx)(`strong`,{children:a.headline}),(0,W.jsx)(A,{text:a.text,numbers:v,onCite:b})]}):(0,W.jsx)(`p`,{className:`soft small`,children:r(a?.status===`EMPTY`?`summary-empty`:`summary-none`)}),!g&&(0,W.jsx)(`div`,{children:(0,W.jsx)(p,{small:!0,disabled:u,onClick:()=>_(!!a?.text),children:r(a?.text?`summary-again`:`summary-write`)})}),l&&(0,W.jsx)(E,{error:l}),m!==null&&(0,W.jsx)(E,{error:m}),c?.generateSummary.userErrors.map(e=>(0,W.jsx)(E,{error:e.message},e.code))]})}var De=1.5;function Oe(e,t){return e.flatMap((e,n)=>{let r=Q(e.seconds,t),i=r-1,[a,o]=[e.seconds[i],e.seconds[r]],[s,c]=[e.boxes[i],e.boxes[r]],l=e.trackId;if(a===void 0||!s)return[];if(a===t||o===void 0||!c)return t-a<.25?[{...s,label:l,hue:n}]:[];if(o-a>De)return[];let u=(t-a)/(o-a),d=(e,t)=>e+(t-e)*u;return[{x:d(s.x,c.x),y:d(s.y,c.y),width:d(s.width,c.width),height:d(s.height,c.height),label:l,hue:n}]})}function Q(e,t){let[n,r]=[0,e.length];for(;n<r;){let i=n+r>>1;(e[i]??1/0)<=t?n=i+1:r=i}return n}var ke=1;function Ae(e,t){let n=e.filter(({startSeconds:e})=>t>=e-.1&&t<=e+ke),r=[...new Set(e.map(e=>e.person?.trackId??``))];return n.flatMap(({boundingBox:e,person:t})=>e?[{...e,label:t?.trackId??``,hue:r.indexOf(t?.trackId??``)}]:[])}function je(e,t){let[n,r]=(0,j.useState)(!0),[i,a]=(0,j.useState)(!1),{data:o}=c(L,{variables:{id:e},skip:!n||!i}),s=o?.video?.tracks,l=(0,j.useCallback)(e=>s?.length?Oe(s,e):Ae(t,e),[s,t]),u=(0,j.useCallback)(()=>a(!0),[]);return{boxesAt:l,on:n,toggle:(0,j.useCallback)(()=>r(e=>!e),[]),want:u}}var Me=1e3;function Ne(e){let t=s(),[n,r]=(0,j.useState)([]),{id:i,events:a}=e;return(0,j.useEffect)(()=>{let e=!0;return(async()=>{let n=[],o=a.pageInfo;for(;o.hasNextPage&&a.edges.length+n.length<Me;){let r={id:i,after:o.endCursor},a=(await t.query({query:I,variables:r,fetchPolicy:`no-cache`})).data?.video?.events;if(!a||!e)return;n.push(...a.edges),o=a.pageInfo}e&&r(n)})().catch(()=>void 0),()=>{e=!1}},[t,a,i]),(0,j.useMemo)(()=>[...a.edges,...n].map(e=>O(Se,e.node)),[a,n])}var $={page:`_page_nfa9h_1`,watch:`_watch_nfa9h_2`,beside:`_beside_nfa9h_2`,head:`_head_nfa9h_3`,tools:`_tools_nfa9h_4`,toggle:`_toggle_nfa9h_5`};function Pe(){let e=y(),{videoId:t=``}=d(),{data:n,error:r,refetch:i}=c(F,{variables:{id:t}}),a=n?.video?.name;return(0,j.useEffect)(()=>{document.title=`${a??e(`view-videos`)} · Watchgraph`},[a,e]),r&&!n?(0,W.jsx)(E,{error:r,onRetry:()=>void i()}):n?n.video?(0,W.jsx)(Fe,{video:n.video},t):(0,W.jsx)(b,{title:e(`video-gone`),about:e(`video-gone-how`),children:(0,W.jsx)(m,{to:`/videos`,children:e(`video-all`)})}):(0,W.jsx)(v,{})}function Fe({video:e}){let t=y(),[n]=C(),r=Number(n.get(`t`)??0)||0,i=ae(e.id),{footage:a}=i,o=(0,j.useRef)(null),[s,c]=(0,j.useState)(r),[l,u]=(0,j.useState)(null),[d,f]=(0,j.useState)(null),p=Ne(e),{boxesAt:h,on:g,toggle:_,want:v}=je(e.id,p),b=e.durationSeconds??0,S=(0,j.useCallback)((e,t=!0)=>{o.current?.seek(e,t),c(e),v()},[v]),w=(0,j.useEffectEvent)(t=>{if(t.ctrlKey||t.metaKey||t.altKey||x(t.target))return;let n=o.current?.now()??s,r=1/(e.frameRate??25),i={ArrowLeft:()=>S(n-5,!1),ArrowRight:()=>S(n+5,!1),",":()=>S(n-r,!1),".":()=>S(n+r,!1),j:()=>S(J(p,n,1)??n,!1),k:()=>S(J(p,n,-1)??n,!1),b:_,i:()=>u({from:n,to:Math.max(l?.to??0,n+1)}),o:()=>u({from:Math.min(l?.from??n-1,n-1),to:n})," ":()=>o.current?.toggle()}[t.key],a=t.target instanceof HTMLElement&&t.target.closest(`button, a, video, [role=slider]`)!==null;!i||a&&[` `,`ArrowLeft`,`ArrowRight`].includes(t.key)||(t.preventDefault(),i())});return(0,j.useEffect)(()=>{let e=e=>w(e);return window.addEventListener(`keydown`,e),()=>window.removeEventListener(`keydown`,e)},[]),(0,W.jsxs)(`div`,{className:$.page,children:[(0,W.jsxs)(`div`,{className:$.watch,children:[(0,W.jsxs)(`header`,{className:$.head,children:[(0,W.jsx)(`h1`,{children:e.name}),(0,W.jsxs)(`p`,{className:`soft`,children:[(0,W.jsx)(T,{at:e.recordedAt,zone:e.timezone,timecode:t(`video-no-time`)}),e.camera!==null&&(0,W.jsxs)(W.Fragment,{children:[` · `,e.camera]})]})]}),e.failure&&(0,W.jsx)(E,{error:e.failure.message}),a?.url&&a.url!==d?(0,W.jsx)(ne,{ref:o,footage:{...a,url:a.url},start:r,boxesAt:g?h:void 0,onTime:c,onPlay:v,onBroken:()=>f(a.url)}):(0,W.jsx)(ie,{state:i,isBroken:d!==null,frameUrl:e.thumbnailUrl}),(0,W.jsx)(we,{videoId:e.id,events:p,gaps:e.gaps,duration:b,now:s,range:l,onSeek:S,onRange:u}),e.events.totalCount>p.length&&(0,W.jsx)(`p`,{className:`soft small`,children:t(`lane-cut`,{count:p.length,all:e.events.totalCount})}),(0,W.jsxs)(`div`,{className:$.tools,children:[(0,W.jsxs)(`label`,{className:$.toggle,children:[(0,W.jsx)(`input`,{type:`checkbox`,checked:g,onChange:_}),` `,t(`video-boxes`)]}),(0,W.jsx)(m,{to:`/events?videoIds=${e.id}`,children:t(`video-events`,{count:e.events.totalCount})}),(0,W.jsx)(ye,{id:e.id})]}),(0,W.jsx)(ve,{videoId:e.id,duration:b,now:s,range:l,onRange:u})]}),(0,W.jsxs)(`div`,{className:$.beside,children:[(0,W.jsx)(Ee,{videoId:e.id,summary:e.summary,onSeek:S}),(0,W.jsx)(_e,{videoId:e.id,now:s,duration:b,onSeek:S})]})]})}function Ie(){return(0,W.jsxs)(S,{children:[(0,W.jsx)(u,{index:!0,element:(0,W.jsx)(he,{})}),(0,W.jsx)(u,{path:`:videoId`,element:(0,W.jsx)(Pe,{})})]})}export{Ie as default};